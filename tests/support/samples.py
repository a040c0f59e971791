"""A small repository about money and mail: enough to ask about, soon indexed."""

LEDGER = '''"""Accounts and what moves between them."""


class Ledger:
    """Keeps the balance of every account."""

    def __init__(self) -> None:
        self.balances: dict[str, int] = {}

    def transfer(self, source: str, target: str, amount: int) -> None:
        """Move money from one account to another, or refuse when it is not covered."""
        if self.balances.get(source, 0) < amount:
            raise ValueError("account is not covered")
        self.balances[source] -= amount
        self.balances[target] = self.balances.get(target, 0) + amount

    def statement(self, account: str) -> str:
        """Print the balance of one account as a line of text."""
        return f"{account}: {self.balances.get(account, 0)}"
'''
MAIL = '''"""Sends mail to customers."""

import smtplib


def send_reminder(address: str, server: smtplib.SMTP) -> None:
    """Remind a customer by mail that an invoice is due."""
    message = compose_reminder(address)
    server.sendmail("office@example.org", [address], message)


def compose_reminder(address: str) -> str:
    """The text of a reminder."""
    return f"Dear {address}, please pay your invoice."
'''
README = """# Office

Money moves between accounts in the ledger.

## Reminders

Customers who do not pay get mail.
"""
FILES = {
    "office/ledger.py": LEDGER,
    "office/mail.py": MAIL,
    "README.md": README,
    "config.yaml": "smtp:\n  host: mail.example.org\n  port: 587\n",
}
