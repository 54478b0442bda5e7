"""Where tests keep their databases."""
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
ROOM = 4 << 30


def base() -> Path:
    """Memory where the machine has a folder of it with room enough: a test makes and drops thousands of files of tables."""
    if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM:
        return IN_MEMORY
    return Path(tempfile.gettempdir())


def of_this_checkout() -> Path:
    """Each checkout has its own: the template database depends on its text."""
    checkout = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:8]
    return base() / f"amana-tests-{os.geteuid()}-{checkout}"
