"""Packs files into a zip that depends on nothing but them: `pack.py OUT.zip FOLDER [NAME...]`.

Without names everything in the folder is packed. Times are fixed, names sorted, and of the
permissions only "may be executed" is kept, so the same files give the same bytes: CloudFormation
updates a function or a layer only if it changed.
"""

import os
import pathlib
import stat
import sys
import zipfile

# The first moment that a zip can name.
EPOCH = (1980, 1, 1, 0, 0, 0)


def add(archive: zipfile.ZipFile, file: pathlib.Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.create_system = 3  # Unix
    if file.is_symlink():
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, os.readlink(file))
        return
    mode = 0o755 if os.access(file, os.X_OK) else 0o644
    entry.external_attr = (stat.S_IFREG | mode) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, file.read_bytes(), compresslevel=9)


def main(out: pathlib.Path, folder: pathlib.Path, names: list[str]) -> None:
    if not names:
        files = [file for file in folder.rglob("*") if file.is_symlink() or file.is_file()]
        names = sorted(file.relative_to(folder).as_posix() for file in files)
    beside = out.with_suffix(".part")
    with zipfile.ZipFile(beside, "w") as archive:
        for name in names:
            add(archive, folder / name, name)
    beside.replace(out)


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:])
