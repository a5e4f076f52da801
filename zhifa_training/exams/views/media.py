"""Pictures and films of questions (图像), served to whoever may see them now."""

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from zhifa_training.accounts.guard import actor, signed_in
from zhifa_training.core.errors import NotVisibleError
from zhifa_training.exams.queries.media import get_medium
from zhifa_training.questions.services.media import path_of

bp = Blueprint("media", __name__)


@bp.get("/media/<digest>")
@signed_in
def show(digest: str) -> ResponseReturnValue:
    """Send a picture or film, or the part of it a player asks for."""
    medium = get_medium(digest, actor=actor())
    path = path_of(medium.digest)
    if not path.is_file():
        raise NotVisibleError("图像文件不在本机的图像库中，请联系管理员核对共享目录")
    response = send_file(path, mimetype=medium.type, conditional=True, etag=medium.digest)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = "inline"
    return response
