"""Rights are declared, complete, and decided in one place."""

from zhifa_training.accounts.access import ADMINISTRATORS, GRANTS, Permission, Role
from zhifa_training.accounts.guard import DECLARATIONS, IN_STATEMENT, PUBLIC, SIGNED_IN

HOT_PATHS = {"room.save", "room.hand_in"}
OPEN_TO_ALL = {
    "accounts.sign_in",
    "accounts.sign_in_again",
    "accounts.sign_out",
    "health.live",
    "health.ready",
    "room.clock",
}
OPEN_TO_EVERYONE_SIGNED_IN = {
    "accounts.change_password",
    "accounts.end_session",
    "accounts.rights",
    "accounts.sessions",
    "accounts.sign_out_elsewhere",
    "media.show",
}


def access(app):
    views = {rule.endpoint for rule in app.url_map.iter_rules()} - {"static"}
    return {name: getattr(app.view_functions[name], "access", None) for name in views}


def test_every_view_declares_its_access(app):
    assert [name for name, declared in access(app).items() if declared not in DECLARATIONS] == []


def test_only_the_hot_paths_decide_in_their_statement(app):
    assert {name for name, declared in access(app).items() if declared == IN_STATEMENT} <= HOT_PATHS


def test_what_is_public_is_listed(app):
    public = {name for name, declared in access(app).items() if declared == PUBLIC}
    assert public <= OPEN_TO_ALL | {name for name in public if name.startswith("styleguide.")}


def test_what_needs_no_role_is_listed(app):
    own = {name for name, declared in access(app).items() if declared == SIGNED_IN}
    assert own <= OPEN_TO_EVERYONE_SIGNED_IN


def test_every_role_has_grants_and_every_permission_is_granted():
    assert set(GRANTS) == set(Role)
    assert set().union(*GRANTS.values()) == set(Permission)


def test_every_permission_guards_some_view(app):
    assert set(Permission) - set(access(app).values()) == set()


def test_administrators_share_no_power():
    shared = {Permission.HOME_VIEW, Permission.SYSTEM_STATUS}
    held = [GRANTS[role] - shared for role in ADMINISTRATORS]
    assert len(set().union(*held)) == sum(map(len, held))
    assert not set().union(*held) & {Permission.QUESTION_VIEW, Permission.RESULT_VIEW}
