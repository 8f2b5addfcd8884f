"""What can go wrong with an organization as a whole."""

from pilothouse.core.errors import Conflict, InvalidInput


class NotItsName(InvalidInput):
    """What was typed is not what the organization is called."""

    def __init__(self) -> None:
        super().__init__("This is not the name of your organization. Type it exactly as it is written.")


class LastOrganization(Conflict):
    """Nobody would be left in this installation."""

    def __init__(self) -> None:
        super().__init__("This is the last organization of this installation; remove the installation instead.")


class NotToBeErased(Conflict):
    """There is nothing to take back."""

    def __init__(self) -> None:
        super().__init__("Nobody asked to erase this organization, or it is too late to take that back.")
