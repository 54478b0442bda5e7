// A signature as strokes with their time, drawn by finger, pen or mouse, kept as text in a hidden field. The picture is drawn anew from the strokes.
const WIDTH = 640;
const HEIGHT = 160;

function prepare(place) {
  const canvas = place.querySelector("canvas");
  const field = document.getElementById(place.dataset.signature);
  const status = place.querySelector("[role='status']");
  const pen = canvas.getContext("2d");
  let strokes = read(field.value);
  let began = 0;
  let pointer = null;

  function read(text) {
    try { return text ? JSON.parse(text).strokes : []; } catch { return []; }
  }

  function draw() {
    const scale = Math.max(1, window.devicePixelRatio || 1) * (canvas.clientWidth || WIDTH) / WIDTH;
    canvas.width = Math.round(WIDTH * scale);
    canvas.height = Math.round(height() * scale);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (stroke.length === 1) pen.lineTo(stroke[0][0] + 0.1, stroke[0][1]);
      pen.stroke();
    }
    status.textContent = strokes.length ? status.dataset.signed : status.dataset.empty;
  }

  // the box is wider than high on a desk and squarer on a phone; the strokes keep the measure of the box in which they were made
  function height() {
    return canvas.clientWidth ? Math.round(WIDTH * canvas.clientHeight / canvas.clientWidth) : HEIGHT;
  }

  function point(event) {
    const box = canvas.getBoundingClientRect();
    return [Math.round((event.clientX - box.left) * WIDTH / box.width), Math.round((event.clientY - box.top) * WIDTH / box.width), Math.round(event.timeStamp - began)];
  }

  function keep() {
    field.value = strokes.length ? JSON.stringify({ box: [WIDTH, height()], strokes }) : "";
    draw();
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button > 0) return;
    event.preventDefault();
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    if (!strokes.length) began = event.timeStamp;
    strokes.push([point(event)]);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    const stroke = strokes[strokes.length - 1];
    const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const next of (events.length ? events : [event]).map(point)) {
      const [x, y] = stroke[stroke.length - 1];
      if (Math.abs(next[0] - x) + Math.abs(next[1] - y) > 1) stroke.push(next);
    }
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      keep();
    });
  }
  place.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    keep();
  });
  // the box has no size until its way is chosen
  new ResizeObserver(draw).observe(canvas);
  draw();
}

export function start() {
  document.querySelectorAll("[data-signature]").forEach(prepare);
}
