"""Browsers killed, devices changed, clocks wrong, storage denied (设备)."""

from datetime import timedelta

from tests.journeys.candidates import PASSWORD, ExamPage

A_DAY_AHEAD = """
  const RealDate = Date;
  const shift = 24 * 3600 * 1000;
  globalThis.Date = class extends RealDate {
    constructor(...given) { given.length ? super(...given) : super(RealDate.now() + shift); }
    static now() { return RealDate.now() + shift; }
  };
"""
A_DAY_BEHIND = A_DAY_AHEAD.replace("= 24 *", "= -24 *")
NO_STORAGE = (
    "Object.defineProperty(globalThis, 'indexedDB', { get() { throw new Error('denied'); } });"
)


def seconds_left(page):
    hours, minutes, seconds = map(int, page.inner_text(".clock-time").split(":"))
    return hours * 3600 + minutes * 60 + seconds


def test_a_killed_browser_comes_back_with_answers_deadline_and_delivers_the_rest(
    new_profile, hall, sign_in
):
    account = hall.candidate()
    device = new_profile()
    sign_in(device, account)
    room = ExamPage(device, hall.sitting).enter()
    room.choose(1, 0)
    room.wait_saved()
    deadline = hall.attempt().deadline_at
    path = room.path
    device.cut_network()
    room.choose(2, 1)
    room.choose(3, 0)
    room.wait_for_text(".save-state", "未保存(2)")
    on_disk_after_half_a_minute = device.context.cookies()
    device.kill()
    assert len(hall.events()) == 1

    again = new_profile()
    again.context.add_cookies(on_disk_after_half_a_minute)
    sign_in(again, account)
    again.open(path)
    room = ExamPage(again, hall.sitting).wait()
    assert (room.chosen(1), room.chosen(2), room.chosen(3)) == ([0], [1], [0])
    room.wait_saved()
    assert len(hall.events()) == 3
    assert len(hall.current()) == 3
    assert hall.attempt().deadline_at == deadline
    assert 3500 < seconds_left(room.page) <= 3600


def test_what_waits_in_the_browser_is_encrypted(new_device, hall):
    room = ExamPage(new_device(account=hall.candidate()), hall.sitting).enter()
    room.device.cut_network()
    room.choose(1, 0)
    room.wait_for_text(".save-state", "未保存(1)")
    chosen = room.page.locator("#q1 input:checked").get_attribute("value")
    rows = room.page.evaluate(
        """async () => {
          const open = indexedDB.open("zhifa-exam", 1);
          const database = await new Promise((done) => (open.onsuccess = () => done(open.result)));
          const all = database.transaction("events").objectStore("events").getAll();
          const rows = await new Promise((done) => (all.onsuccess = () => done(all.result)));
          database.close();
          const size = (row) => row.sealed.byteLength;
          return rows.map((row) => [Object.keys(row).sort(), JSON.stringify(row), size(row)]);
        }"""
    )
    assert [row[0] for row in rows] == [["attempt", "epoch", "id", "iv", "sealed", "seq"]]
    assert chosen not in rows[0][1]
    assert rows[0][2] > 16
    room.device.restore_network()
    room.wait_saved()


def test_nothing_stays_in_the_browser_after_the_hand_in(new_device, hall):
    room = ExamPage(new_device(account=hall.candidate()), hall.sitting).enter()
    room.choose(1, 0)
    room.page.keyboard.press("m")
    room.wait_saved()
    room.hand_in()
    room.page.wait_for_timeout(500)
    left = room.page.evaluate(
        """async () => {
          const open = indexedDB.open("zhifa-exam", 1);
          const database = await new Promise((done) => (open.onsuccess = () => done(open.result)));
          const counts = [];
          for (const name of database.objectStoreNames) {
            const count = database.transaction(name).objectStore(name).count();
            counts.push(await new Promise((done) => (count.onsuccess = () => done(count.result))));
          }
          database.close();
          return counts;
        }"""
    )
    assert left == [0, 0, 0]


def test_a_second_device_takes_over_and_the_first_is_told(new_device, hall):
    account = hall.candidate()
    first = ExamPage(new_device(account=account), hall.sitting).enter()
    first.choose(1, 0)
    first.wait_saved()

    other = new_device("phone")
    page = other.open(first.path)
    page.fill("[name=login]", account.login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/take-over")
    page.click("main button[type=submit]")
    second = ExamPage(other, hall.sitting).wait()
    assert second.chosen(1) == [0]
    second.choose(1, 1)
    second.wait_saved()

    first.choose(2, 0)
    first.wait_for_text("#room-end", "已在另一台设备继续作答")
    assert not first.page.locator(".question").first.is_visible()
    assert [event.lease_epoch for event in hall.events()] == [1, *[2] * (len(hall.events()) - 1)]
    late = hall.late()
    assert [row.lease_epoch for row in late] == [1]
    assert late[0].item_id not in hall.current()
    second.hand_in()


def test_unsent_answers_of_a_device_that_lost_the_attempt_never_overwrite(new_device, hall):
    account = hall.candidate()
    first = ExamPage(new_device(account=account), hall.sitting).enter()
    first.device.cut_network()
    first.choose(1, 0)
    first.wait_for_text(".save-state", "未保存(1)")
    other = new_device(account=account)
    page = other.open(first.path)
    page.click("main button[type=submit]")
    second = ExamPage(other, hall.sitting).wait()
    second.choose(1, 1)
    second.wait_saved()
    stored = hall.current()
    first.device.restore_network()
    first.wait_for_text("#room-end", "已在另一台设备继续作答")
    assert hall.current() == stored
    assert len(hall.late()) == 1


def test_unsent_answers_of_an_earlier_lease_do_not_return_with_the_attempt(
    new_profile, new_device, hall, sign_in
):
    account = hall.candidate()
    device = new_profile()
    sign_in(device, account)
    first = ExamPage(device, hall.sitting).enter()
    path = first.path
    device.cut_network()
    first.choose(1, 0)
    first.wait_for_text(".save-state", "未保存(1)")
    device.kill()

    other = new_device(account=account)
    other.open(path).click("main button[type=submit]")
    second = ExamPage(other, hall.sitting).wait()
    second.choose(1, 1)
    second.wait_saved()
    stored, given = hall.current(), second.chosen(1)

    again = new_profile()
    sign_in(again, account)
    again.open(path).click("main button[type=submit]")
    back = ExamPage(again, hall.sitting).wait()
    assert back.chosen(1) == given
    back.choose(2, 0)
    back.wait_saved()
    assert {item: hall.current()[item] for item in stored} == stored
    assert [row.lease_epoch for row in hall.late()] == [1]


def test_a_clock_wrong_by_a_day_changes_nothing(new_device, hall):
    for script in (A_DAY_AHEAD, A_DAY_BEHIND):
        device = new_device(account=hall.candidate(), script=script)
        device.open(f"/room/sittings/{hall.sitting.id}")
        device.page.get_by_text("与服务器相差约 1440 分钟，不影响考试").wait_for()
        room = ExamPage(device, hall.sitting).enter()
        assert 3580 < seconds_left(room.page) <= 3600
        room.choose(1, 0)
        room.wait_saved()
        device.page.wait_for_timeout(1500)
        assert 3570 < seconds_left(room.page) <= 3600


def test_storage_denied_is_said_and_answering_goes_on(new_device, hall):
    room = ExamPage(new_device(account=hall.candidate(), script=NO_STORAGE), hall.sitting).enter()
    room.wait_for_text(".exam-banners", "本机存储不可用")
    room.choose(1, 0)
    room.wait_saved()
    assert len(hall.events()) == 1


def test_five_hundred_unsent_answers_all_arrive_once(new_device, hall):
    room = ExamPage(new_device(account=hall.candidate()), hall.sitting).enter()
    room.device.cut_network()
    room.go(
        next(n for n in range(1, 11) if room.page.locator(f"#q{n} [data-kind=multiple]").count())
    )
    boxes = room.page.locator(".question:visible .option input")
    boxes.evaluate_all(
        "(boxes) => { for (let n = 0; n < 500; n += 1) boxes[n % boxes.length].click(); }"
    )
    room.wait_for_text(".save-state", "未保存(500)")
    room.device.restore_network()
    room.page.set_default_timeout(30_000)
    room.wait_saved()
    events = hall.events()
    assert len(events) == 500
    assert len({event.client_seq for event in events}) == 500


def test_at_zero_the_page_collects_and_shows_the_receipt(new_device, hall):
    account = hall.candidate()
    room = ExamPage(new_device(account=account), hall.sitting).enter()
    room.choose(1, 0)
    room.wait_saved()
    hall.shift_deadline(timedelta(minutes=59, seconds=54))
    room.page.reload()
    room.wait()
    assert room.page.get_attribute(".clock", "data-phase") == "last"
    room.choose(2, 0)
    room.page.wait_for_url("**/receipt")
    assert "2 题，共 10 题" in room.page.inner_text(".receipt")
    assert len(hall.events()) == 2


def test_ten_minutes_before_the_end_a_note_appears_once(new_device, hall):
    account = hall.candidate()
    room = ExamPage(new_device(account=account), hall.sitting).enter()
    hall.shift_deadline(timedelta(minutes=49, seconds=56))
    room.page.reload()
    room.wait()
    popup = room.page.locator("#ten-minutes")
    popup.wait_for()
    assert room.page.inner_text("#announcer") == "还剩 10 分钟。"
    popup.get_by_role("button").click()
    assert not popup.is_visible()
    room.page.wait_for_timeout(1500)
    assert not popup.is_visible()
