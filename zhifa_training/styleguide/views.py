"""Pages that show every part of the interface (界面样例); for development and tests only."""

from flask import Blueprint, abort, flash, render_template
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.guard import public
from zhifa_training.styleguide import samples
from zhifa_training.styleguide.forms import EveryFieldForm, FilterForm

bp = Blueprint("styleguide", __name__, url_prefix="/styleguide")
LAYOUTS = frozenset({"exam", "hand_in", "mail", "plain", "print"})
"""One sample page for each layout besides the page itself."""


def _refused_form() -> EveryFieldForm:
    form = EveryFieldForm(prefix="refused-", meta={"csrf": False})
    form.name.errors = ["请填写姓名"]
    form.kind.errors = ["请选择题型"]
    return form


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Show every part with sample data."""
    for category, text in (
        ("success", "已导入 950 名执法人员。"),
        ("warning", "有 38 行需要改正，请下载错误清单。"),
    ):
        flash(text, category)
    return render_template(
        "styleguide/index.html",
        sample=samples,
        page=samples.page(),
        form=EveryFieldForm(),
        refused=_refused_form(),
        filters=FilterForm(),
        navigation=samples.NAVIGATION,
        breadcrumb=[("首页", "#"), ("系统设置", "#settings"), ("界面样例", None)],
        signed_in_name="张明远",
        signed_in_unit="郑州市交通运输综合行政执法支队",
    )


@bp.get("/<layout>")
@public
def layout(layout: str) -> ResponseReturnValue:
    """Show one of the other layouts."""
    if layout not in LAYOUTS:
        abort(404)
    return render_template(f"styleguide/{layout}.html", sample=samples, form=EveryFieldForm())
