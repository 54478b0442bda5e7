"""What git holds names no package registry and no path of one machine."""
import re
import subprocess
import sys
from pathlib import Path

# Written so that this file does not find itself.
FORBIDDEN = re.compile("|".join([r"p[y]pi\.org", r"p[y]thonhosted", r"registry\.n[p]mjs", r"d[e]b\.debian\.org", r"n[p]mmirror",
                                 r"(?<![\w.])/(?:r[o]ot|w[o]rk|f[a]rm)/", r"(?<![\w.])/(?:h[o]me|U[s]ers)/[a-z]+/"]))
SKIPPED = {".png", ".jpg", ".woff2", ".xlsx", ".pdf", ".ttf"}

found = []
for name in subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout.split("\0"):
    path = Path(name)
    if name and path.is_file() and path.suffix not in SKIPPED:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        found += [f"{name}:{number}: {match[0]}" for number, line in enumerate(lines, 1) if (match := FORBIDDEN.search(line))]
if found:
    sys.exit("Addresses of registries or paths of one machine:\n  " + "\n  ".join(found[:20]))
