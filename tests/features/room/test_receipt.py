from datetime import timedelta

from zhifa_training.exams.rules.words import AttemptState


def receipt(candidate):
    return candidate.browser.get("room.receipt", attempt_id=candidate.attempt_id)


def test_the_receipt_repeats_what_the_hand_in_said(candidate):
    candidate.start()
    candidate.save()
    told = candidate.hand_in()
    page = receipt(candidate).text
    assert told["receipt"] in page
    assert told["digest"] in page
    assert "1 题，共 4 题" in page


def test_an_expired_attempt_says_what_was_received_though_no_job_ran(candidate, stored):
    candidate.given(deadline_in=timedelta(minutes=-5))
    page = receipt(candidate).text
    assert "到时收卷" in page
    assert "收卷后生成" in page
    assert stored.attempt(candidate.attempt_id).state is AttemptState.LIVE, (
        "reading changes nothing"
    )


def test_in_the_grace_the_page_says_so(candidate):
    candidate.given(deadline_in=timedelta(seconds=-5))
    assert "时间到，正在收卷" in receipt(candidate).text


def test_who_is_still_answering_is_led_back(candidate):
    candidate.start()
    response = candidate.browser.get("room.receipt", expect=302, attempt_id=candidate.attempt_id)
    assert response.location == f"/room/attempts/{candidate.attempt_id}"


def test_another_persons_receipt_is_not_found(candidate, stranger):
    candidate.start()
    candidate.hand_in()
    stranger.browser.get("room.receipt", expect=404, attempt_id=candidate.attempt_id)
