"""What may be shown with a question: known by its content, drawn anew, within limits."""

from io import BytesIO

import pytest

from zhifa_training.questions.pictures import (
    LARGEST_IMAGE,
    LARGEST_VIDEO,
    MediumRefusedError,
    examine,
)

images = pytest.importorskip("PIL.Image", reason="没有安装 Pillow")
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 64
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x04" + b"\x00" * 64


def picture(format="PNG", size=(40, 30), mode="RGB", **options):
    out = BytesIO()
    images.new(mode, size, 128).save(out, format, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("format", "type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")],
)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_pictures_keep_their_format_and_size(format, type, mode):
    examined = examine(picture(format, mode=mode))
    assert (examined.type, examined.kind) == (type, "image")
    with images.open(BytesIO(examined.content)) as image:
        assert (image.format, image.size) == (format, (40, 30))


def test_see_through_and_indexed_pictures_stay_what_they_show():
    for mode in ("RGBA", "LA", "P", "1", "I;16"):
        assert examine(picture(mode=mode)).type == "image/png"


def test_what_a_camera_wrote_beside_the_picture_is_gone_and_it_stands_upright():
    exif = images.Exif()
    exif[0x010E] = "拍摄地点：某收费站"
    exif[0x0112] = 6
    sent = picture("JPEG", exif=exif)
    kept = examine(sent).content
    with images.open(BytesIO(kept)) as image:
        assert image.size == (30, 40)
        assert not image.getexif()
    assert b"Exif" in sent
    assert b"Exif" not in kept


def test_the_same_upload_is_kept_under_one_digest():
    assert examine(picture()).content == examine(picture()).content


def test_a_script_behind_a_picture_does_not_come_along():
    sent = picture() + b"<script>alert(1)</script>"
    assert b"<script>" not in examine(sent).content


@pytest.mark.parametrize(("content", "type"), [(MP4, "video/mp4"), (WEBM, "video/webm")])
def test_films_are_known_by_their_head(content, type):
    examined = examine(content)
    assert (examined.type, examined.kind, examined.content) == (type, "video", content)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b"<html></html>",
        b"%PDF-1.7",
        b"MZ\x90\x00" * 40,
        b"\x1a\x45\xdf\xa3 matroska",
        b"\x00\x00\x00\x20ftypevil" + b"\x00" * 64,
        picture()[:60],
        picture("GIF", mode="P"),
        picture("BMP"),
    ],
    ids=["svg", "html", "pdf", "program", "other-film", "other-brand", "cut", "gif", "bmp"],
)
def test_anything_else_is_refused(content):
    with pytest.raises(MediumRefusedError, match="图片须为 PNG、JPG、WebP"):
        examine(content)


def test_what_is_too_large_is_refused():
    with pytest.raises(MediumRefusedError, match="为空"):
        examine(b"")
    with pytest.raises(MediumRefusedError, match="超过 10 MB"):
        examine(picture() + b"\x00" * LARGEST_IMAGE)
    with pytest.raises(MediumRefusedError, match="超过 50 MB"):
        examine(MP4 + b"\x00" * LARGEST_VIDEO)


@pytest.mark.parametrize("size", [(8000, 5001), (20000, 20000)])
def test_a_picture_that_unpacks_to_too_much_is_refused_unread(size):
    with pytest.raises(MediumRefusedError, match="4000 万像素"):
        examine(picture(size=size, mode="1"))


def test_moving_pictures_are_refused():
    frames = [images.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    for format in ("PNG", "WEBP"):
        out = BytesIO()
        frames[0].save(out, format, save_all=True, append_images=frames[1:])
        with pytest.raises(MediumRefusedError, match="不支持动图"):
            examine(out.getvalue())
