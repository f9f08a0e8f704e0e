"""In the journey an answer that cannot be used leads back to its own page, and nothing that was entered is lost."""

import re

from flask.testing import FlaskClient


def test_a_wrong_answer_is_mended_on_the_page_that_asked_for_it(client: FlaskClient) -> None:
    where = client.post(
        "/start", data={"job1_hours": "16", "job1_pay": "13", "age": "34", "savings": "much", "to": "check"}
    ).headers["Location"]
    journey = where.rsplit("/", 1)[0]
    there = client.get(f"{journey}/answer").headers["Location"]
    assert there.startswith(f"{journey}/question/savings")
    page = client.get(there)
    assert page.status_code == 422
    assert 'value="much"' in page.text
    assert 'href="#savings"' in page.text
    assert len(re.findall(r'<input type="text"', page.text)) == 1, "only its own field"
    after = client.post(there.split("?")[0], data={"savings": "380", "back": "check"}).headers["Location"]
    assert after == f"{journey}/check"
    assert 'id="answer"' in client.get(f"{journey}/answer").text
