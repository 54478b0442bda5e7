// First of all: htmx would keep each address, with what was searched for, in the browser's storage, and has no setting against it.
const keep = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
  if (!String(key).startsWith("htmx-")) keep.call(this, key, value);
};
sessionStorage.removeItem("htmx-current-path-for-history"); // of an earlier version
