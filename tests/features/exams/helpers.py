"""What several exam tests ask of a page or of the database."""

from sqlalchemy import select

from zhifa_training.audit.models import AuditEntry


def column(page, label):
    """Return what a column of the page's table shows."""
    return [cell.text.strip() for cell in page.select(f'td[data-label="{label}"]')]


def alerts(page):
    return " ".join(alert.text for alert in page.select("[role=alert]"))


def flashed(browser, endpoint, **values):
    return browser.get(endpoint, **values).select_one(".flashes").text


def audited(db, action):
    return db.session.scalars(select(AuditEntry).filter_by(action=action)).all()
