"""Makes a workspace of music that nobody tuned the product to: the soundtracks of free games, a genre per game.

  python soundtracks.py OUT [PACKAGE …]

Needs apt-get with Debian's package sources; nothing is installed. A piece is a file of at least 300 kB. Pieces of one game are by the
same few people, so that a genre is closer to a style than the parts of one song are.
"""

import csv
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

GAMES = "extremetuxracer-data freedroidrpg-data hedgewars-data lincity-ng-data lugaru-data nexuiz-music supertux-data".split()
SOUND = {".ogg", ".mp3", ".flac", ".opus", ".wav"}


def unpacked(package: str, folder: Path) -> Path:
    """The files of a package, those of its archives (.pk3) included."""
    subprocess.run(["apt-get", "download", "-q", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    tree = folder / "tree"
    subprocess.run(["dpkg", "-x", str(next(folder.glob("*.deb"))), str(tree)], check=True)
    for archive in list(tree.rglob("*.pk3")):
        zipfile.ZipFile(archive).extractall(archive.with_suffix(".unpacked"))
    return tree


def main() -> None:
    out = Path(sys.argv[1])
    rows = []
    for package in sys.argv[2:] or GAMES:
        with tempfile.TemporaryDirectory() as folder:
            tree = unpacked(package, Path(folder))
            target = out / "data" / "audio" / package
            target.mkdir(parents=True, exist_ok=True)
            for path in sorted(tree.rglob("*")):
                if path.suffix.lower() in SOUND and path.is_file() and not path.is_symlink() and path.stat().st_size > 300_000:
                    name = f"{package} {str(path.relative_to(tree)).replace('/', '_')}"
                    shutil.copy(path, target / name)
                    rows.append([name, "none", package, ""])
        print(package, sum(genre == package for _, _, genre, _ in rows), flush=True)
    table = out / "data" / "lyrics" / "lyrics.csv"
    table.parent.mkdir(parents=True, exist_ok=True)
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["filename", "language", "genre", "lyrics"], *rows])
    print(len(rows), "pieces")


if __name__ == "__main__":
    main()
