"""Carries `static/`, vendored assets and fonts included, into the wheel as `geo_app/static`.

Everything else about the package is declared in pyproject.toml.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent


class BuildWithStatic(build_py):
    """The ordinary build, then the static files; an editable install reads them in place."""

    def run(self) -> None:
        """Builds the packages and copies the static folder beside them."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "geo_app" / "static"
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(ROOT / "static", target)


setup(cmdclass={"build_py": BuildWithStatic})
