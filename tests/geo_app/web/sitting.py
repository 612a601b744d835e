"""A browser without a browser: Flask's client, its cookies, and the token that stands in every form."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.test import TestResponse

from geo_app.accounts.permissions import Role
from geo_app.services.county import County

PASSWORD = "a quiet 地名 pass-phrase"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Sitting:
    """One person before one screen."""

    def __init__(self, app: Any) -> None:
        self.client = app.test_client()
        self.token = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        """Opens a page and remembers the token of its forms."""
        answer: TestResponse = self.client.get(path, **more)
        if found := TOKEN.search(answer.get_data(as_text=True)):
            self.token = found[1]
        return answer

    def post(self, path: str, form: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Sends a form of the page opened last."""
        answer: TestResponse = self.client.post(path, data={"csrf_token": self.token, **(form or {})}, **more)
        if found := TOKEN.search(answer.get_data(as_text=True)):
            self.token = found[1]
        return answer

    def come_in(self, county: County, name: str, role: Role, division: str = "") -> Sitting:
        """Follows a one-time link and chooses a password."""
        link = county.accounts.create_invitation(name, role, (division or county.profile.code,))
        self.get(f"/invite/{link}")
        assert self.post(f"/invite/{link}", {"password": PASSWORD, "again": PASSWORD}).status_code == 302
        return self
