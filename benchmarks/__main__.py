"""`python -m benchmarks`: runs every script of this folder, one after the other, as one report."""

import platform
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    """Run the scripts named, or all. Returns 1 if one of them failed."""
    found = [one for one in sorted(FOLDER.glob("*.py")) if not one.stem.startswith("_")]
    scripts = [one for one in found if not names or one.stem in names]
    if not scripts:
        print(f"No such script. There are: {', '.join(one.stem for one in found)}.")
        return 2
    print(f"Measured with Python {platform.python_version()} on {platform.machine()}, {platform.system()}.")
    failed = []
    for script in scripts:
        print(f"\n{script.stem}\n{'=' * len(script.stem)}", flush=True)
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{script.stem}"], cwd=FOLDER.parent, check=False
        )
        print(f"({script.stem}: {time.perf_counter() - began:.0f} s)", flush=True)
        if done.returncode:
            failed.append(script.stem)
    if failed:
        print(f"\nFailed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
