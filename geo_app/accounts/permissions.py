"""Permissions: one table of role × action × state × division × fields, used by code, tests and the help page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from layers.store import ChangeState, Scope

ALL_DESKS = frozenset({"names", "plates", "boundaries", "facilities"})


class Role(StrEnum):
    """What a person is to the office."""

    PUBLIC = "public"
    INSPECTOR = "inspector"
    TOWNSHIP_CLERK = "township_clerk"
    COUNTY_CLERK = "county_clerk"
    REVIEWER = "reviewer"
    PLANNER = "planner"
    ADMIN = "admin"
    AUDITOR = "auditor"

    @property
    def term(self) -> str:
        """The Chinese word shown to people."""
        return {
            "public": "公众", "inspector": "外业检查员", "township_clerk": "乡镇经办", "county_clerk": "县级经办",
            "reviewer": "审核", "planner": "规划", "admin": "系统管理", "auditor": "审计",
        }[self.value]  # fmt: skip

    @property
    def english(self) -> str:
        """The English label."""
        return self.value.replace("_", " ")


class Action(StrEnum):
    """What can be done; every route names one."""

    OPEN = "open"
    VIEW_PUBLIC = "view_public"
    SELF = "self"
    VIEW = "view"
    EXPORT = "export"
    DRAFT = "draft"
    IMPORT = "import"
    REVIEW = "review"
    PUBLISH = "publish"
    UNDO = "undo"
    REPORT = "report"
    MANAGE_ACCOUNTS = "manage_accounts"
    CONFIGURE = "configure"
    VIEW_AUDIT = "view_audit"

    @property
    def term(self) -> str:
        """The Chinese word shown to people."""
        return {
            "open": "打开登录、帮助等页面", "view_public": "看公众地图和公众页面", "self": "管理本人账号",
            "view": "看台账列表和记录", "export": "导出", "draft": "起草、提交、撤回本人的变更", "import": "导入表格",
            "review": "批准或退回他人的变更", "publish": "发布已批准的变更", "undo": "起草撤销", "report": "生成报告",
            "manage_accounts": "管理账号", "configure": "设置公开发布", "view_audit": "看审计记录",
        }[self.value]  # fmt: skip


class Fields(StrEnum):
    """Which fields a permission shows."""

    ALL = "all"
    PUBLIC = "public"


class Authorship(StrEnum):
    """Whose change sets a permission is about."""

    ANY = "any"
    OWN = "own"
    OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One line of the table.

    `states` are change-set states it holds in (None: any); `everywhere` lifts the
    restriction to the person's own divisions; `desks` are the desks it holds at.
    """

    role: Role
    action: Action
    desks: frozenset[str] = ALL_DESKS
    states: frozenset[ChangeState] | None = None
    authorship: Authorship = Authorship.ANY
    everywhere: bool = False
    fields: Fields = Fields.ALL


_EDITABLE = frozenset({ChangeState.DRAFT, ChangeState.RETURNED, ChangeState.SUBMITTED})
_JUDGEABLE = frozenset({ChangeState.SUBMITTED, ChangeState.APPROVED})
_APPROVED = frozenset({ChangeState.APPROVED})
_PUBLISHED = frozenset({ChangeState.PUBLISHED})
_INSPECTOR_DESKS = frozenset({"boundaries"})
_PLANNER_DESKS = frozenset({"facilities", "boundaries"})


def _everyone() -> list[Permission]:
    return [
        permission
        for role in Role
        for permission in (
            Permission(role=role, action=Action.OPEN, everywhere=True, fields=Fields.PUBLIC),
            Permission(role=role, action=Action.VIEW_PUBLIC, everywhere=True, fields=Fields.PUBLIC),
            *([Permission(role=role, action=Action.SELF, everywhere=True)] if role is not Role.PUBLIC else []),
        )
    ]


def _clerk(role: Role) -> list[Permission]:
    return [
        Permission(role=role, action=Action.VIEW),
        Permission(role=role, action=Action.EXPORT),
        Permission(role=role, action=Action.IMPORT),
        Permission(role=role, action=Action.DRAFT, states=_EDITABLE, authorship=Authorship.OWN),
        Permission(role=role, action=Action.UNDO, states=_PUBLISHED),
        Permission(role=role, action=Action.REPORT),
    ]


PERMISSIONS: tuple[Permission, ...] = (
    *_everyone(),
    Permission(role=Role.INSPECTOR, action=Action.VIEW, desks=_INSPECTOR_DESKS),
    Permission(role=Role.INSPECTOR, action=Action.REPORT, desks=_INSPECTOR_DESKS),
    Permission(
        role=Role.INSPECTOR, action=Action.DRAFT, desks=_INSPECTOR_DESKS, states=_EDITABLE, authorship=Authorship.OWN
    ),
    *_clerk(Role.TOWNSHIP_CLERK),
    *_clerk(Role.COUNTY_CLERK),
    *_clerk(Role.REVIEWER),
    Permission(role=Role.REVIEWER, action=Action.REVIEW, states=_JUDGEABLE, authorship=Authorship.OTHERS),
    Permission(role=Role.REVIEWER, action=Action.PUBLISH, states=_APPROVED),
    Permission(role=Role.PLANNER, action=Action.VIEW, desks=_PLANNER_DESKS),
    Permission(role=Role.PLANNER, action=Action.EXPORT, desks=_PLANNER_DESKS),
    Permission(role=Role.PLANNER, action=Action.REPORT, desks=_PLANNER_DESKS),
    Permission(role=Role.ADMIN, action=Action.MANAGE_ACCOUNTS, everywhere=True),
    Permission(role=Role.ADMIN, action=Action.CONFIGURE, everywhere=True),
    Permission(role=Role.AUDITOR, action=Action.VIEW_AUDIT, everywhere=True),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the system; `divisions` are the codes of the divisions in their charge."""

    name: str
    display_name: str
    role: Role
    divisions: tuple[str, ...] = ()

    @property
    def scope(self) -> Scope:
        """The rows this person may see at the desks."""
        return Scope.of(*self.divisions) if self.divisions else Scope.nothing()

    @property
    def is_anonymous(self) -> bool:
        """Nobody has signed in."""
        return self.role is Role.PUBLIC


ANONYMOUS = Person("", "访客", Role.PUBLIC)


def allowed(
    person: Person,
    action: Action,
    *,
    desk: str | None = None,
    state: ChangeState | None = None,
    division: str | None = None,
    author: str | None = None,
) -> bool:
    """Whether `person` may do `action`; what is not given is not asked about.

    `division` owns the row concerned, `state` and `author` are those of the change set concerned.
    """
    return any(
        _holds(permission, person, desk, state, division, author)
        for permission in PERMISSIONS
        if permission.role is person.role and permission.action is action
    )


def _holds(
    permission: Permission,
    person: Person,
    desk: str | None,
    state: ChangeState | None,
    division: str | None,
    author: str | None,
) -> bool:
    if desk is not None and desk not in permission.desks:
        return False
    if state is not None and permission.states is not None and state not in permission.states:
        return False
    if division is not None and not permission.everywhere and not person.scope.covers(division):
        return False
    if author is not None and permission.authorship is not Authorship.ANY:
        return (author == person.name) is (permission.authorship is Authorship.OWN)
    return True


def desks_of(person: Person) -> tuple[str, ...]:
    """The desks a person may look at, in the order of the navigation."""
    return tuple(
        desk for desk in ("names", "plates", "boundaries", "facilities") if allowed(person, Action.VIEW, desk=desk)
    )
