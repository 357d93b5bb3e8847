"""Measure page images: cutting tiles of each format, many pages, clippings, serving.

    python tests/bench/page_images.py [--pages 50] [--seconds 5] [--json FILE]

Draws its pages (tests/images/drawing.py), 35 megapixels each, of made-up words. Serving is measured
on the sample newspaper by granian and nginx as documented; that needs nginx and wrk.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from printed_pages import HEIGHT, WIDTH
from serve import Front, GranianServer, measure

from archive.images.open_image import Size
from archive.images.tile_archive import TileArchive, archive_path, tile_requests
from archive.images.tile_making import is_made, make_tile_archives
from archive.images.tiles import ImageFile
from tests.images.drawing import drawn_page, pdf_with_pages

SAMPLE = ROOT / "tests" / "sample_newspaper"
TILE, PAGE, FRONT_TILE, FILE = (
    "tile, from its archive",
    "page, kept in memory",
    "tile, from nginx's cache",
    "nginx, the same tile as a static file",
)
# cuts one image in a separate process, and reports its cost
CLIPPING_SCRIPT = """
import json, re, resource, sys, time
from pathlib import Path
from archive.images.open_image import Size
from archive.images.tiles import ImageFile, make_tile_archive
path, pdf_page, folder = Path(sys.argv[1]), int(sys.argv[2]) or None, Path(sys.argv[3])
begun = time.perf_counter()
make_tile_archive(ImageFile("0" * 64, path, pdf_page, Size({width}, {height})), folder, folder)
used = resource.getrusage(resource.RUSAGE_SELF)
# ru_maxrss would be that of the process that began this one
(most,) = re.findall("VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())
print(json.dumps([time.perf_counter() - begun, used.ru_utime + used.ru_stime, int(most)]))
"""


# cuts one clipping, and tells what it took
CLIP = """
import json, re, sys, time
from pathlib import Path
import django
django.setup()
from archive.images.clipping import cut_out, jpeg
from archive.images.clipping_layout import ClippingLayout
from archive.images.tile_archive import TileArchive
from archive.text.boxes import Box
def peak():
    (most,) = re.findall("VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())
    return int(most)
archive, longest = TileArchive(Path(sys.argv[1])), int(sys.argv[3])
zones = [Box(*box) for box in json.loads(sys.argv[2])]
layout = ClippingLayout(zones, [], ({width}, {height}), max_side=longest)
before, begun, used = peak(), time.perf_counter(), time.process_time()
content = jpeg(cut_out(layout, archive))
took = time.perf_counter() - begun, time.process_time() - used
print(json.dumps([*took, peak() - before, layout.width, layout.height, len(content)]))
"""


def formats(folder: Path) -> dict[str, tuple[Path, int]]:
    """Name → (file, page of the PDF or 0) of one page in every format."""
    page = drawn_page(WIDTH, HEIGHT, font_size=40)
    # as the National Digital Newspaper Program asks for: 8 : 1
    grey = {"quality_mode": "rates", "quality_layers": [8], "irreversible": True}
    fine = {"quality_mode": "dB", "quality_layers": [40]}
    files = {
        "JPEG": (page, "page.jpg", {"quality": 90}),
        "PNG": (page, "page.png", {"compress_level": 3}),
        "TIFF, LZW": (page, "page.tif", {"compression": "tiff_lzw"}),
        "JPEG 2000, grey": (page.convert("L"), "grey.jp2", grey),
        "JPEG 2000, colour": (page, "page.jp2", fine),
        "JPEG 2000, colour, in tiles": (page, "tiled.jp2", fine | {"tile_size": (1024, 1024)}),
    }
    paths_by_name = {}
    for name, (image, file, options) in files.items():
        image.save(folder / file, **options)
        paths_by_name[name] = (folder / file, 0)
    paths_by_name["PDF, an image of 300 dpi"] = (pdf_with_pages(folder / "page.pdf", page), 1)
    return paths_by_name


def cut_each(folder: Path) -> list[dict]:
    rows = []
    for name, (path, pdf_page) in formats(folder).items():
        script = CLIPPING_SCRIPT.format(width=WIDTH, height=HEIGHT)
        command = [sys.executable, "-c", script, str(path), str(pdf_page), str(folder)]
        output = subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, text=True, env=os.environ
        ).stdout
        wall, cpu, most = json.loads(output)
        archive = archive_path(folder, "0" * 64)
        rows.append(
            {
                "format": name,
                "mb": path.stat().st_size / 1e6,
                "s": wall,
                "cpu_s": cpu,
                "peak_mb": most / 1024,
                "archive_mb": archive.stat().st_size / 1e6,
                "members": len(tile_requests(TileArchive(archive).info)),
            }
        )
        print(f"  {name}: {wall:.1f} s, {most / 1024:.0f} MB", file=sys.stderr, flush=True)
    return rows


def cut_many(folder: Path, pages: int) -> dict:
    """Cut pages on all cores, as `publish` does; then check that they exist."""
    path = folder / "page.jpg"
    images = [ImageFile(f"{n:064x}", path, None, Size(WIDTH, HEIGHT)) for n in range(1, pages + 1)]
    begun = time.perf_counter()
    outcomes = list(make_tile_archives(images, folder / "images"))
    took = time.perf_counter() - begun
    assert not [outcome for outcome in outcomes if outcome.reason], outcomes
    begun = time.perf_counter()
    assert all(is_made(folder / "images", image) for image in images)
    unchanged_seconds = time.perf_counter() - begun
    return {
        "pages": pages,
        "s": took,
        "a_thousand_minutes": took / pages * 1000 / 60,
        "unchanged_us_a_page": unchanged_seconds / pages * 1e6,
        "mb": sum(f.stat().st_size for f in (folder / "images").rglob("*.zip")) / 1e6,
    }


def clippings(folder: Path) -> list[dict]:
    """Measure cutting clippings of a page on request, each in its own process."""
    image = ImageFile("c" * 64, folder / "page.jpg", None, Size(WIDTH, HEIGHT))
    (outcome,) = make_tile_archives([image], folder / "clipped")
    assert not outcome.reason, outcome
    archive = archive_path(folder / "clipped", image.image_id)
    columns = [[0.1 + 0.2 * n, 0.2, 0.18, 0.3] for n in range(3)]
    cuts = {
        "a headline for a list": ([[0.1, 0.1, 0.6, 0.05]], 480),
        "an article of a title and three columns": ([[0.1, 0.12, 0.58, 0.06], *columns], 4000),
        "an article in ten places": ([[0.1 * (n % 5) * 2, 0.09 * n, 0.18, 0.08]
                                      for n in range(10)], 4000),
        "the whole page": ([[0, 0, 1, 1]], 4000),
    }  # fmt: skip
    rows = []
    for name, (zones, longest) in cuts.items():
        arguments = [str(archive), json.dumps(zones), str(longest)]
        output = subprocess.run(
            [sys.executable, "-c", CLIP.format(width=WIDTH, height=HEIGHT), *arguments],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "archive.settings"},
        ).stdout
        wall, cpu, extra_memory, width, height, size = json.loads(output)
        rows.append({"what": name, "s": wall, "cpu_s": cpu, "more_mb": extra_memory / 1024,
                     "width": width, "height": height, "kb": size / 1000})  # fmt: skip
        print(f"  clipping, {name}: {wall:.2f} s", file=sys.stderr, flush=True)
    return rows


def serve(folder: Path, seconds: int) -> list[dict]:
    environment = {
        "ARCHIVE_VAR": str(folder / "var"),
        "ARCHIVE_PAGES": str(SAMPLE / "texts"),
        "ARCHIVE_FIXTURES": str(SAMPLE / "catalogue"),
        "ARCHIVE_IMAGES": str(SAMPLE / "scans"),
    }
    for arguments in (["publish"], ["collectstatic", "--no-input", "--verbosity", "0"]):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(
            command, env=os.environ | environment, cwd=ROOT, check=True, stdout=sys.stderr
        )
    image_id = hashlib.sha256((SAMPLE / "scans/2026-01-05-1.jpg").read_bytes()).hexdigest()
    site = GranianServer("archive.wsgi:application", folder, ROOT, **environment)
    static = folder / "var" / "static"
    (folder / "front").mkdir()
    front = Front(folder / "front", site.port, static, limits=False)
    info = TileArchive(archive_path(folder / "var/images", image_id)).info
    tiles = [
        f"/iiif/{image_id}/{request}/0/default.jpg"
        for request in tile_requests(info)
        if not request.startswith("full/")
    ]
    (static / "tile.jpg").write_bytes(urllib.request.urlopen(site.url + tiles[0]).read())
    page = "/newspapers/yangbao/2026-01-05/1/"
    try:
        front.start()
        at = f"http://127.0.0.1:{front.port}"
        return [
            {"bytes": (static / "tile.jpg").stat().st_size, "tiles": len(tiles)},
            measure(PAGE, site, site.url, [page], seconds, folder),
            measure(TILE, site, site.url, tiles, seconds, folder),
            measure(FRONT_TILE, None, at, tiles[:1], seconds, folder),
            measure(FILE, None, at, ["/static/tile.jpg"], seconds, folder),
        ]
    finally:
        for server in (site, front):
            server.close()


def report(figures: dict) -> str:
    batch = figures["many"]
    lines = [
        f"{WIDTH} × {HEIGHT} pixels; load before {figures['load_before']:.1f}",
        "",
        "| file | MB | s | s of a core | peak MB | archive MB | members |",
        "|---|--:|--:|--:|--:|--:|--:|",
        *(
            f"| {row['format']} | {row['mb']:.1f} | {row['s']:.1f} | {row['cpu_s']:.1f} "
            f"| {row['peak_mb']:.0f} | {row['archive_mb']:.1f} | {row['members']} |"
            for row in figures["formats"]
        ),
        "",
        f"{batch['pages']} pages by all cores: {batch['s']:.0f} s",
        f"a thousand at that rate: {batch['a_thousand_minutes']:.0f} min (extrapolated)",
        f"tiles: {batch['mb'] / batch['pages']:.1f} MB a page",
        f"asking whether they are there: {batch['unchanged_us_a_page']:.0f} µs a page",
    ]
    lines += [
        "",
        "| clipping, as JPEG | pixels | kB | s | s of a core | MB more |",
        "|---|--:|--:|--:|--:|--:|",
        *(
            f"| {row['what']} | {row['width']} × {row['height']} | {row['kb']:.0f} "
            f"| {row['s']:.2f} | {row['cpu_s']:.2f} | {row['more_mb']:.0f} |"
            for row in figures["clippings"]
        ),
    ]
    if figures["serving"]:
        facts, *rows = figures["serving"]
        rates = {row["what"]: row["requests_per_second"] for row in rows}
        lines += [
            "",
            f"a tile of {facts['bytes']:,} bytes; {facts['tiles']} tiles asked for in turn",
            "",
            "| what | requests/s | p50 ms | p99 ms | a worker's ms a request | errors |",
            "|---|--:|--:|--:|--:|--:|",
        ]
        for row in rows:
            cpu = f"{row['cpu_ms']:.3f}" if "cpu_ms" in row else "–"
            lines.append(
                f"| {row['what']} | {row['requests_per_second']:,.0f} | {row['p50_ms']:.1f} "
                f"| {row['p99_ms']:.1f} | {cpu} | {row['errors']} |"
            )
        lines += [
            "",
            f"{TILE} ÷ {PAGE}: {rates[TILE] / rates[PAGE]:.2f} (to reach 0.8)",
            f"{FRONT_TILE} ÷ {FILE}: {rates[FRONT_TILE] / rates[FILE]:.2f} (to reach 0.7)",
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=50, help="cut by all cores")
    parser.add_argument("--seconds", type=int, default=5, help="of each load")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    can_serve = all(map(shutil.which, ("nginx", "wrk")))
    with tempfile.TemporaryDirectory(prefix="baozang-bench-") as name:
        folder = Path(name)
        figures = {"load_before": os.getloadavg()[0], "formats": cut_each(folder)}
        figures["many"] = cut_many(folder, options.pages)
        figures["clippings"] = clippings(folder)
        figures["serving"] = serve(folder, options.seconds) if can_serve else []
    print(report(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
