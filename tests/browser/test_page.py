"""Writing, tapping, edits, toasts, the telephone, files, keys: what a person does with the page."""

from __future__ import annotations

import asyncio

from playwright.async_api import BrowserContext, FilePayload, Page, expect

from bot.sandbox.sandbox import Sandbox
from tests.browser.conftest import DESKTOP, PHONE, SMALL, TABLET, Problems
from tests.browser.pages import message_field, picture, small_targets, sticks_out
from tests.support.sandbox_bot import LI, WANG, http_bot, keyboard, png, until


async def test_write_tap_edit_toast_and_alert(phone: Page) -> None:
    await phone.get_by_role("button", name="Start").click()
    await expect(phone.locator(".message.in .text")).to_contain_text("Hello stranger")
    await expect(phone.locator(".message.in strong")).to_have_text("Hello")
    await phone.get_by_role("button", name="Edit", exact=True).click()
    await expect(phone.get_by_text("Saved")).to_be_visible()
    await expect(phone.locator(".message.in em")).to_have_text("Edited")
    await expect(phone.locator(".message.in .meta")).to_contain_text("edited")
    await phone.get_by_role("button", name="Alert").click()
    await expect(phone.get_by_role("dialog")).to_contain_text("Mind this")
    await phone.get_by_role("button", name="OK").click()
    await expect(phone.get_by_role("dialog")).to_be_hidden()
    await message_field(phone).fill("How much?")
    await phone.keyboard.press("Enter")
    await expect(phone.locator(".message.out").last).to_contain_text("How much?")
    await expect(phone.locator(".message.in").last).to_contain_text("How much?")
    await expect(phone.get_by_role("img", name="received").last).to_be_visible()


async def test_nothing_written_becomes_markup(phone: Page, served: Sandbox) -> None:
    hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    served.core.people.send_text(LI.id, hostile)
    served.core.phone.deliver_sms(LI.phone or "", hostile)
    bot = http_bot(served)
    await bot.send_message(LI.id, '<a href="javascript:document.title=3">run</a> <b>&lt;i&gt;</b>')
    await bot.session.close()
    await expect(phone.locator(".message.out .text")).to_have_text(hostile)
    await expect(phone.locator(".notice p")).to_have_text(hostile)
    # The server makes no link of such an address.
    await expect(phone.locator(".message.in .text").first).to_have_text("run <i>")
    await expect(phone.locator(".message strong")).to_have_text(["<i>"])
    await phone.get_by_role("button", name="Phone of Li").click()
    await expect(phone.locator("#sms p")).to_have_text(hostile)
    assert await phone.locator(".message img, .message a, .sms img, .notice img").count() == 0
    assert "Sandbox chat" in await phone.title()


async def test_a_code_goes_from_the_phone_into_the_chat(phone: Page, served: Sandbox) -> None:
    served.core.people.start(LI.id)
    served.core.phone.deliver_sms(LI.phone or "", "Account 1001 was connected to a chat.")
    served.core.phone.deliver_sms(WANG.phone or "", "not mine 999999")
    served.core.phone.deliver_sms(LI.phone or "", "Code 482913 for CNY 1200.50 of account 1001")
    toggle = phone.get_by_role("button", name="Phone of Li")
    await expect(toggle.locator(".badge")).to_have_text("2")
    # The notice over the chat writes the code but does not send it.
    await phone.locator(".notice").get_by_role("button", name="482913").click()
    await expect(message_field(phone)).to_have_value("482913")
    await message_field(phone).fill("")
    await toggle.click()
    await expect(phone.locator("#sms li")).to_contain_text(["Code 482913", "Account 1001"])
    # The number of an account is no code, and neither is a number beside a code.
    await expect(phone.locator("#sms .code")).to_have_text(["482913"])
    await phone.locator("#sms").get_by_role("button", name="482913").click()
    await expect(phone.locator("#side")).to_be_hidden()
    await expect(message_field(phone)).to_have_value("482913")
    await expect(toggle.locator(".badge")).to_be_hidden()


async def test_deletions_keys_and_the_question_before_a_number_is_shared(
    phone: Page, served: Sandbox
) -> None:
    bot = http_bot(served)
    served.core.people.send_text(LI.id, "/keys")
    share = phone.get_by_role("button", name="Share my number", exact=True)
    await share.click()
    await phone.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert not any("contact" in message for message in served.core.chats[LI.id].messages.values())
    await share.click()
    await expect(phone.get_by_role("dialog")).to_contain_text("+8613800000002")
    await phone.get_by_role("dialog").get_by_role("button", name="Share", exact=True).click()
    await expect(phone.locator(".message.in").last).to_contain_text("own=True")
    [message] = served.core.people.send_text(LI.id, "123456")
    typed = phone.locator(".message", has_text="123456")
    await expect(typed).to_have_count(2)
    await bot.delete_messages(LI.id, [message["message_id"], message["message_id"] + 1])
    await expect(typed).to_have_count(0)
    # The list of people does not keep showing it as the last message either.
    await expect(phone.locator("body")).not_to_contain_text("123456")
    await bot.send_chat_action(LI.id, "typing")
    await expect(phone.locator(".chat .typing")).to_contain_text("typing")
    await bot.session.close()


async def test_a_list_a_chat_and_back_on_a_phone(phone: Page, served: Sandbox) -> None:
    await phone.get_by_role("button", name="All chats").click()
    served.core.people.start(WANG.id)
    row = phone.locator(".person", has_text="Wang")
    await expect(row.locator(".unread-badge")).to_have_text("1")
    await expect(phone).to_have_title("(1) Sandbox chat")
    await row.click()
    # This person's telephone speaks Chinese.
    await expect(phone.locator(".message.in").last).to_contain_text("Hello")
    await expect(phone.get_by_role("textbox", name="消息")).to_be_visible()
    assert phone.url.endswith(f"#{WANG.id}")
    await until(served.core, lambda: served.core.people.unread(WANG.id) == 0)
    await phone.reload()
    await expect(phone.locator(".message.in").last).to_contain_text("Hello")
    await phone.get_by_role("button", name="All chats").click()
    await expect(row).to_be_visible()
    await expect(row.locator(".unread-badge")).to_be_hidden()
    await row.click()
    await phone.get_by_role("button", name="Phone of Wang").click()
    await expect(phone.locator("#side")).to_be_visible()
    await phone.go_back()
    await expect(phone.locator("#side")).to_be_hidden()
    await phone.go_back()
    await expect(row).to_be_visible()


async def test_two_people_side_by_side(desk: Page, served: Sandbox) -> None:
    li, wang = desk.locator(".chat").first, desk.locator(".chat").last
    await li.get_by_role("button", name="Start").click()
    await wang.get_by_role("button", name="开始").click()
    await expect(li.locator(".message.in")).to_have_count(1)
    await expect(wang.locator(".message.in")).to_have_count(1)
    await message_field(li).fill("not sent yet")
    await wang.get_by_role("button", name="Edit", exact=True).click()
    await expect(wang.get_by_text("Saved")).to_be_visible()
    await expect(li.get_by_text("Saved")).to_have_count(0)
    await expect(message_field(li)).to_have_value("not sent yet")
    # The telephone beside the chats is that of the active person.
    await expect(desk.locator("#phone-owner")).to_have_text("Wang")
    served.core.phone.deliver_sms(LI.phone or "", "Code 135790")
    await expect(li.locator(".notice")).to_contain_text("135790")
    await li.get_by_role("button", name="Phone of Li").click()
    await expect(desk.locator("#phone-owner")).to_have_text("Li")
    await expect(li.locator(".notice")).to_have_count(0)
    await picture(desk, "desktop-two-people")
    await li.get_by_role("button", name="Close the chat of Li").click()
    await expect(desk.locator(".chat")).to_have_count(1)
    await desk.get_by_role("button", name="Open Li beside").focus()
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".chat")).to_have_count(2)
    await expect(message_field(desk.locator(".chat").last)).to_have_value("not sent yet")


async def test_the_keyboard_alone_is_enough(phone: Page) -> None:
    async def focused() -> str:
        label: str = await phone.evaluate("document.activeElement.textContent")
        return label

    await phone.get_by_role("button", name="Start").focus()
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    await expect(message_field(phone)).to_be_focused()
    for _ in range(12):
        if await focused() == "Edit":
            break
        await phone.keyboard.press("Shift+Tab")
    await phone.keyboard.press("Enter")
    await expect(phone.locator(".message.in em")).to_have_text("Edited")
    # The message was drawn again under the focus, which must not jump to the start of the page.
    assert await focused() == "Alert"
    assert await phone.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    # An alert gives the focus back to the button that caused it.
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_role("dialog")).to_be_visible()
    await phone.keyboard.press("Escape")
    assert await focused() == "Alert"
    # Arrow keys walk the messages, Enter opens the menu of one.
    await phone.get_by_role("region", name="Messages").focus()
    await phone.keyboard.press("ArrowUp")
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_role("menuitem", name="Reply")).to_be_focused()
    await phone.keyboard.press("Enter")
    await expect(message_field(phone)).to_be_focused()
    await expect(phone.locator(".aim")).to_contain_text("Reply to Withdrawals")
    await phone.keyboard.press("Escape")
    await expect(phone.locator(".aim")).to_be_hidden()
    await phone.keyboard.press("Escape")
    await expect(phone.locator(".person", has_text="Li")).to_be_focused()


async def test_reply_edit_and_delete(phone: Page, served: Sandbox) -> None:
    await phone.get_by_role("button", name="Start").click()
    greeting = phone.locator(".message.in").first
    await greeting.locator(".text").click(button="right")
    await phone.get_by_role("menuitem", name="Reply").click()
    await message_field(phone).fill("about this")
    await phone.keyboard.press("Enter")
    mine = phone.locator(".message.out", has_text="about this")
    await expect(mine.locator(".quote")).to_contain_text("Hello stranger")
    await mine.locator(".quote").click()
    await expect(greeting).to_be_focused()
    await message_field(phone).focus()
    await phone.keyboard.press("ArrowUp")
    await message_field(phone).fill("about that")
    await phone.keyboard.press("Enter")
    await expect(phone.locator(".message.out", has_text="about that")).to_contain_text("edited")
    await phone.locator(".message.out", has_text="about that").locator(".text").click(button="right")
    await phone.get_by_role("menuitem", name="Delete").click()
    await expect(phone.locator(".message.out", has_text="about that")).to_have_count(0)
    assert all(m.get("text") != "about that" for m in served.core.chats[LI.id].messages.values())


async def test_photos_go_up_with_a_caption_and_come_back_as_an_album(phone: Page) -> None:
    await phone.get_by_role("button", name="Start").click()
    files = [
        FilePayload(name=f"{i}.png", mimeType="image/png", buffer=png(40, 30, 60 + 30 * i)) for i in range(3)
    ]
    await phone.locator(".chat.active input[type=file]").set_input_files(files)
    dialog = phone.get_by_role("dialog", name="Send 3 photos")
    await expect(dialog.locator("img")).to_have_count(3)
    await dialog.get_by_label("Caption").fill("my papers")
    await dialog.get_by_role("button", name="Send").click()
    album = phone.locator(".message.out:has(.photos)")
    await expect(album.locator(".photos")).to_have_attribute("data-count", "3")
    await expect(album).to_have_count(1)
    await expect(album).to_contain_text("my papers")
    picture_back = phone.locator(".message.in img").first
    await expect(picture_back).to_be_visible()
    assert await picture_back.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    await album.get_by_role("button").first.click()
    await expect(phone.get_by_role("dialog").locator("img")).to_be_visible()
    await phone.keyboard.press("Escape")
    await expect(phone.get_by_role("dialog")).to_have_count(0)


async def test_a_dropped_file_is_a_document(phone: Page, served: Sandbox) -> None:
    await phone.get_by_role("button", name="Start").click()
    drop = """element => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['statement'], '对账单.txt', {type: 'text/plain'}));
        for (const kind of ['dragenter', 'dragover', 'drop']) {
            element.dispatchEvent(new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }
    }"""
    await phone.locator(".chat.active").evaluate(drop)
    await phone.get_by_role("dialog", name="Send a file").get_by_role("button", name="Send").click()
    await expect(phone.locator(".message.out .file")).to_contain_text("对账单.txt")
    async with phone.expect_download() as download:
        await phone.locator(".message.out .file").click()
    assert (await download.value).suggested_filename == "对账单.txt"


async def test_a_tap_shows_that_it_waits(phone: Page, served: Sandbox) -> None:
    await phone.get_by_role("button", name="Start").click()
    held = served.core.faults.hold("answerCallbackQuery")
    alert = phone.get_by_role("button", name="Alert")
    await alert.click()
    await expect(alert).to_have_attribute("aria-busy", "true")
    await held.arrived.wait()
    await expect(alert).to_have_attribute("aria-busy", "true")
    held.release()
    await expect(phone.get_by_role("dialog")).to_be_visible()
    await expect(phone.locator(".key.busy")).to_have_count(0)


async def test_five_hundred_messages_stay_quick_and_all_can_be_reached(phone: Page, served: Sandbox) -> None:
    core = served.core
    chat = core.chats[LI.id]
    chat.started = True
    bot = core.bot_user()
    for number in range(500):
        core.add_message(chat, bot, text=f"message {number}")
    await phone.reload()
    await expect(phone.locator(".message").last).to_contain_text("message 499")
    assert await phone.locator(".message").count() < 100
    made = """() => new Promise(resolve => {
        let count = 0;
        const log = document.querySelector('.log');
        const watch = new MutationObserver(list => { for (const m of list) count += m.addedNodes.length; });
        watch.observe(log, {childList: true});
        window.madeNodes = () => count;
        resolve();
    })"""
    await phone.evaluate(made)
    for number in range(5):
        message = chat.messages[next(reversed(chat.messages))]
        message["text"] = f"edited {number}"
        core.change_message(chat, message)
    await expect(phone.locator(".message").last).to_contain_text("edited 4")
    # An edit draws one element again, whatever else there is; quick ones may be drawn together.
    assert 1 <= await phone.evaluate("madeNodes()") <= 5
    log = phone.locator(".log")
    for _ in range(40):
        await log.evaluate("element => { element.scrollTop = 0; }")
        if await phone.get_by_text("message 0", exact=True).count():
            break
        await asyncio.sleep(0)
    await expect(phone.locator(".message", has_text="message 0").first).to_be_visible()
    core.add_message(chat, bot, text="far below")
    end = phone.get_by_role("button", name="1 new, to the newest message")
    await end.click()
    await expect(phone.locator(".message").last).to_be_in_viewport()


async def test_nothing_sticks_out_and_everything_can_be_hit(phone: Page, served: Sandbox) -> None:
    core = served.core
    core.people.start(LI.id)
    core.people.send_text(LI.id, "long" * 60 + " 提现" * 40)
    bot = http_bot(served)
    labels = [("一个很长的按钮标签一个很长的按钮标签", "a"), ("Another quite long label of a button", "b")]
    await bot.send_message(LI.id, "<pre>" + "wide " * 40 + "</pre>", reply_markup=keyboard(*labels))
    await bot.session.close()
    await expect(phone.locator(".message.in", has_text="wide")).to_be_visible()
    for size in (PHONE, SMALL, TABLET, DESKTOP):
        await phone.set_viewport_size(size)
        assert await sticks_out(phone) == []
        assert await small_targets(phone, 36 if size is DESKTOP or size is TABLET else 44) == []
    await expect(phone.locator("#side")).to_be_visible()


async def test_a_link_with_a_start_parameter_waits_for_the_button(
    served: Sandbox, context: BrowserContext
) -> None:
    page = await context.new_page()
    await page.goto(f"{served.url}/?start=abc-1#{LI.id}")
    start = page.get_by_role("button", name="Start")
    await expect(start).to_be_visible()
    assert served.core.chats[LI.id].messages == {}
    await start.click()
    await expect(page.locator(".message.in")).to_contain_text("Hello abc-1")
    assert "abc-1" not in page.url


async def test_a_page_left_open_goes_on_with_a_restarted_sandbox(
    phone: Page, served: Sandbox, problems: Problems
) -> None:
    await message_field(phone).or_(phone.get_by_role("button", name="Start")).first.click()
    await message_field(phone).fill("half a sentence")
    port = int(served.url.rpartition(":")[2])
    await served.stop()
    await expect(phone.locator(".chat [data-part=status]")).to_contain_text("connecting")
    again = Sandbox(served.core.token, [WANG, LI], id_base=1)
    await again.start_http(port=port)
    again.core.people.send_text(LI.id, "from the second start")
    await expect(phone.locator(".message.out")).to_contain_text("from the second start")
    await expect(message_field(phone)).to_have_value("half a sentence")
    await again.stop()
    # This test is about a server that did not answer for a while.
    problems.clear()


async def test_a_tab_for_each_of_many_people(served: Sandbox, context: BrowserContext) -> None:
    """A browser keeps six connections to a server; the seventh page stayed empty while six others listened."""
    await context.add_init_script(
        "Object.defineProperty(document, 'visibilityState', {get: () => window.unseen ? 'hidden' : 'visible'});"
    )
    see = "unseen => { window.unseen = unseen; document.dispatchEvent(new Event('visibilitychange')); }"
    tabs = []
    for _ in range(7):
        tab = await context.new_page()
        # The page itself may have to wait for a connection.
        await tab.goto(f"{served.url}/#{LI.id}", wait_until="commit")
        await expect(tab.get_by_role("heading", name="Withdrawals")).to_be_visible()
        await tab.evaluate(see, True)
        tabs.append(tab)
    served.core.people.send_text(LI.id, "While nobody looked")
    await tabs[0].evaluate(see, False)
    await expect(tabs[0].locator(".message.out").last).to_contain_text("While nobody looked")
