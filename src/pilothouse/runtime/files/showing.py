"""Pictures among the files of a request, as its model is shown them."""

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import dataclass

from pilothouse.core.principal import Principal
from pilothouse.gateway.calls.service import Gateway
from pilothouse.gateway.catalog.service import BUILTIN_PROVIDER
from pilothouse.llm.messages import ImagePart
from pilothouse.runtime.files.tables import StoredFile
from pilothouse.storage.blobs import BlobStore

BLIND = (
    "(This model cannot look at pictures, so none is shown to you. Say so, and that a model which takes images can be "
    "chosen; answer what can be answered without.)"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a model sees of the pictures in a request.

    Attributes:
        images: the pictures, in the order of the files.
        is_blind: there are pictures that the model cannot look at; tell it so with `BLIND`, to tell the person.
    """

    images: Sequence[ImagePart] = ()
    is_blind: bool = False


NOTHING = Shown()


@dataclass(frozen=True, slots=True)
class Showing:
    """Reads pictures for models that can look at them."""

    gateway: Gateway
    blobs: BlobStore

    async def of(self, files: Sequence[StoredFile], who: Principal, model: str) -> Shown:
        """Return what a model is shown of some files; those that are no pictures are left to tools."""
        pictures = [file for file in files if file.media_type.startswith("image/")]
        if not pictures:
            return NOTHING
        if not await self._can_see(who, model):
            return Shown(is_blind=True)
        return Shown([await self._image(file) for file in pictures])

    async def _can_see(self, who: Principal, model: str) -> bool:
        """Ask the catalogue; where nobody knows, a model is taken to see: a server of one's own may well."""
        served = await self.gateway.router.find(who, model)
        if served is None:
            return True
        return served.provider != BUILTIN_PROVIDER and served.card.abilities.takes_images is not False

    async def _image(self, file: StoredFile) -> ImagePart:
        path = await self.blobs.path(file.organization_id, file.sha256)
        content = await asyncio.to_thread(path.read_bytes)
        return ImagePart(media_type=file.media_type, data=base64.b64encode(content).decode())
