"""The HTML report in a browser: what it shows, that it does what it promises, and that names from NATS can't make it do more."""

import json
import re

import pytest

from support import golden
from support.browser import Browser, program


@pytest.fixture(scope="module")
def browser():
    path = program()
    if path is None:
        # CI takes a skipped test for a failed one.
        pytest.skip("there is no Chromium here: install one, or set CHROMIUM_BIN")
    with Browser(path) as browser:
        yield browser


def page(sample):
    return golden.FOLDER / f"{sample}.html"


@pytest.mark.parametrize("sample", golden.SAMPLES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_page_loads_alone_and_fits_the_screen(browser, sample, scheme, width):
    browser.open(page(sample), width=width, scheme=scheme)
    assert browser.requests == [f"file://{page(sample)}"]
    assert browser.faults == []
    assert browser.value("document.documentElement.scrollWidth") <= width, "it scrolls sideways"
    assert browser.value("document.title").startswith("NATS audit: ")
    assert browser.value("document.querySelector('h1').innerText.trim().length") > 5


@pytest.mark.parametrize("sample", golden.SAMPLES)
def test_names_are_text_and_nothing_else(browser, sample):
    browser.open(page(sample))
    assert browser.value("document.querySelectorAll('script').length") == 1
    assert browser.value("document.querySelectorAll('img,iframe,object,embed,link,base,audio,video').length") == 0
    assert browser.value(
        "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => a.name.startsWith('on')"
        " || a.name === 'style' || /^\\s*javascript:/i.test(a.value)).length") == 0
    assert browser.value("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))") == ["#findings"]


def test_every_name_is_shown(browser):
    """What the page shows of a finding is what the report says, with what can't be seen written out."""
    browser.open(page("hostile"))
    shown = browser.value("[...document.querySelectorAll('.check li p:nth-of-type(2)')].map(p => p.textContent)")
    hostile = json.loads(golden.text("hostile", "json"))
    wanted = [visible(finding["effect"]) for finding in hostile["findings"] if "accepted" not in finding]
    assert sorted(shown) == sorted(wanted)


def visible(text):
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return "".join(
        character if character.isprintable() else named.get(character, f"\\u{{{ord(character):x}}}") for character in text)


def test_the_only_script_allowed_is_the_pages_own(browser):
    browser.open(page("hostile"))
    browser.value("""(() => { const script = document.createElement('script'); script.textContent = 'document.title = "owned"';
        document.body.append(script);
        const image = document.createElement('img'); image.src = 'https://example.invalid/x.png'; document.body.append(image); })()""")
    browser.value("new Promise(done => setTimeout(done, 50))")
    assert browser.value("document.title").startswith("NATS audit: ")
    assert any("Content Security Policy" in fault for fault in browser.faults)


def shown(browser):
    return browser.value("[...document.querySelectorAll('.check li')].filter(e => e.checkVisibility()).length")


def test_findings_are_narrowed_down_by_words_level_and_news(browser):
    browser.open(page("broken"))
    findings = [finding for finding in json.loads(golden.text("broken", "json"))["findings"] if "accepted" not in finding]
    assert shown(browser) == len(findings) == 6
    browser.value("document.getElementById('find').focus()")
    browser.type("billing")
    assert shown(browser) == 1
    assert browser.value("document.getElementById('shown').textContent") == "1 of 6 shown"
    browser.value("document.getElementById('find').select()")
    browser.type("orders UNLIMITED")
    assert shown(browser) == 1
    browser.value("document.getElementById('find').select()")
    browser.press("Backspace")
    browser.type(" ")
    assert shown(browser) == 6
    browser.value("document.querySelector('[value=danger]').click()")
    assert shown(browser) == sum(finding["level"] != "danger" for finding in findings)
    browser.value("document.querySelector('[value=danger]').click(); document.getElementById('news').click()")
    assert shown(browser) == sum(finding.get("news") == "new" for finding in findings)


def test_without_its_script_the_page_shows_everything(browser):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(page("broken"))
        assert shown(browser) == 6
        assert browser.value("document.getElementById('filter').checkVisibility()") is False
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


CONTRAST = """
(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const colour = (text) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const c = colour(getComputedStyle(e).backgroundColor);
      if (c[3] === 255) return c;
    }
    return colour("white");
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("script")) continue;
    const style = getComputedStyle(element);
    const own = colour(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(own), light(ground(element))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faint.push(`${walker.currentNode.data.trim().slice(0, 40)}: ${((a + .05) / (b + .05)).toFixed(2)}`);
  }
  return faint;
})()
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sample", ["broken", "clean"])
def test_all_text_is_legible(browser, sample, scheme):
    """WCAG 2.2, 1.4.3: a contrast of 4.5."""
    browser.open(page(sample), scheme=scheme)
    browser.value("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert browser.value(CONTRAST) == []


@pytest.mark.parametrize("sample", golden.SAMPLES)
def test_a_screen_reader_finds_its_way(browser, sample):
    browser.open(page(sample))
    assert browser.value("document.documentElement.lang") == "en"
    levels = browser.value("[...document.querySelectorAll('h1,h2,h3,h4')].map(e => Number(e.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:])), levels
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    for node in nodes:
        role = node.get("role", {}).get("value")
        if role in ("searchbox", "checkbox", "image", "img", "link", "button", "search", "region"):
            assert node.get("name", {}).get("value"), f"a {role} has no name"
    charts = browser.value("document.querySelectorAll('svg[role=img]').length")
    assert browser.value("document.querySelectorAll('figure table').length") == charts
    assert browser.value("document.querySelectorAll('main').length") == 1


def test_charts_stay_within_their_frame(browser):
    for sample in ("broken", "hostile"):
        browser.open(page(sample))
        outside = browser.value("""[...document.querySelectorAll('svg.chart')].flatMap(svg => {
            const frame = svg.closest('figure').getBoundingClientRect();
            return [...svg.children].map(e => [e, e.getBoundingClientRect()]).filter(([e, box]) =>
                box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom)
              .map(([e, box]) => e.outerHTML.slice(0, 120)); })""")
        assert outside == []
        assert "NaN" not in browser.value("[...document.querySelectorAll('svg')].map(e => e.innerHTML).join('')")


def test_on_paper_everything_is_there_and_nothing_is_dark(browser):
    browser.open(page("broken"), width=794, scheme="dark", media="print")
    assert browser.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.value("document.getElementById('filter').checkVisibility()") is False
    browser.value("document.querySelectorAll('details.check').forEach(e => e.open = false)")
    browser.value("dispatchEvent(new Event('beforeprint'))")
    assert shown(browser) == 6
    document = browser.pdf()
    assert document.startswith(b"%PDF-")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", document)) <= 8
