"""axe-core in the page that is open. It runs through the debugger, so the page's security policy stays as it is."""

from typing import Any

from playwright.sync_api import Page
from tests.journeys.browser import AXE

_RUN = """async (only) => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    ...(only.length ? {runOnly: {type: "rule", values: only}} : {runOnly: {type: "tag", values: [
      "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}),
  });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")} | ${node.html.slice(0, 120)} | ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? rule.help}`));
}"""


def violations(page: Page, *only: str) -> list[str]:
    """What axe finds in the page, one line per element.

    Args:
        page: the open page.
        only: names of rules; none runs every rule of WCAG 2.0 to 2.2 A and AA and the best practices.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "\n;undefined")
    found: Any = page.evaluate(_RUN, list(only))
    return list(found)
