"""What can go wrong with the database, told with its place and its remedy."""


class DatabaseTrouble(Exception):
    """The database cannot be used.

    Attributes:
        what: what is wrong, one sentence.
        where: the folder, file, address or role it concerns.
        remedy: what the operator can do.
    """

    def __init__(self, what: str, *, where: str, remedy: str) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(f"{what}\n  where: {where}\n  remedy: {remedy}")


class BackupTrouble(DatabaseTrouble):
    """A backup could not be written, or cannot be restored."""
