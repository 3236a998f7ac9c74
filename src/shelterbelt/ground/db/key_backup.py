"""A backup of the keys folder: a file of its own, for another place than the database's backups.

Kept together, the two would undo what the keys are for: a thief of one backup medium could read everything, and
a person's destroyed key would come back with the next restore. So it is made on purpose, after each rotation
and whenever keys were added, and an older one is thrown away when a newer one is safe.
"""

import io
import os
import shutil
import tarfile
from pathlib import Path

from shelterbelt import __version__
from shelterbelt.ground import clock
from shelterbelt.ground.conf import Conf
from shelterbelt.ground.db import archive
from shelterbelt.ground.db.backup import Made
from shelterbelt.ground.db.errors import BackupTrouble
from shelterbelt.ground.secrets import files

_MADE_BY_ITSELF = frozenset({"signing-secret", ".lock"})
"""What an instance that was never used has in the folder already."""


def backup_keys(conf: Conf, to: Path, *, recipient: str) -> Made:
    """Copy the keys folder into a new file that only the recipient's secret key opens.

    Raises:
        BackupTrouble: the key is none, the file exists, cannot be written or would lie in the data folder.
    """
    for_ = archive.recipient(recipient)
    if to.resolve().is_relative_to(conf.keys_dir.resolve()):
        raise BackupTrouble(
            "The copy would lie among the keys.", where=str(to), remedy="Name another folder."
        )
    packed = io.BytesIO()
    count = 0
    with files.locked(conf.keys_dir / ".lock"), tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(conf.keys_dir.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                tar.add(path, arcname=str(path.relative_to(conf.keys_dir)), recursive=False)
                count += 1
    packed.seek(0)
    label = archive.Label(
        kind="keys",
        made_at=clock.now().isoformat(timespec="seconds"),
        release=__version__,
        rows={"files": count},
    )
    return Made(to, archive.write(to, label, packed, for_=for_, finish=lambda: None), label)


def restore_keys(conf: Conf, from_: Path, *, identity: Path) -> archive.Label:
    """Bring the keys folder back where there is none in use yet.

    Raises:
        BackupTrouble: keys are there already, or the file is damaged, no copy of keys, or made for another key.
    """
    if is_in_use(conf.keys_dir):
        raise BackupTrouble(
            "There are keys in this folder already.",
            where=str(conf.keys_dir),
            remedy="Move the folder to a safe place first; do not delete it before you know what it opens.",
        )
    packed = io.BytesIO()
    label = archive.read(from_, archive.identities(identity), packed)
    if label.kind != "keys":
        raise BackupTrouble(
            "This is a backup of the database.", where=str(from_), remedy="Use `shelterbelt restore`."
        )
    packed.seek(0)
    fresh = conf.keys_dir.with_name(f".{conf.keys_dir.name}.restoring")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    try:
        with tarfile.open(fileobj=packed, mode="r") as tar:
            tar.extractall(fresh, filter="data")
        _close_to_others(fresh)
        os.sync()
        former = conf.keys_dir.with_name(f".{conf.keys_dir.name}.unused")
        shutil.rmtree(former, ignore_errors=True)
        if conf.keys_dir.exists():
            conf.keys_dir.rename(former)
        fresh.rename(conf.keys_dir)
        shutil.rmtree(former, ignore_errors=True)
    except (tarfile.TarError, OSError) as error:
        raise BackupTrouble(
            f"The keys could not be written: {error}.",
            where=str(conf.keys_dir),
            remedy="Check the free space and who owns the folder; nothing was replaced.",
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return label


def is_in_use(keys_dir: Path) -> bool:
    """Whether the folder holds more than what an unused instance makes by itself."""
    if not keys_dir.exists():
        return False
    return any(path.name not in _MADE_BY_ITSELF for path in keys_dir.rglob("*") if path.is_file())


def _close_to_others(folder: Path) -> None:
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
