"""Who is paid in everyday life: the names in a phone's address book, and the words people write beside a payment."""

NICKNAMES = (
    "Mum", "Dad", "Sam (flat)", "Jess", "Tom K", "Nan", "Ben", "Mia", "Ash", "Footy club", "Kate & Dan", "Priya", "Josh B", "Lachie", "Uncle Rob",
    "Book group", "Netball", "Em", "Raj", "Steph", "Hung", "Zoe", "Marco", "Aunty Jo", "Landlord's plumber", "Piano teacher", "Tradie", "Babysitter",
)  # fmt: skip
"""Payees outside the credit union."""

REMARKS = (
    "dinner", "rent share", "thanks!", "groceries", "birthday", "tickets", "petrol", "coffee", "bills", "lunch", "bond", "pizza night", "kids",
    "holiday", "drinks", "pay back", "footy tips", "flowers", "power bill", "gift",
)  # fmt: skip
"""What people write beside a payment."""
