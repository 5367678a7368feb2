"""Alice is an owner, Vera a vet, Charlie a stranger; Acme is an integrator with users of its own."""

from io import BytesIO
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image, ImageDraw

from petclinic import sessions
from petclinic.models import AccessToken, Consultation, EndUser, Integrator, Module, PetProfile
from tests.conftest import LiveServer
from tests.http import Client

V1, V2 = "/api/v1.0/ai-b", "/api/v2.0/ai-b"


def owner(user: User, **fields: Any) -> EndUser:
    return EndUser.objects.get_or_create(user=user, defaults=fields)[0]


def pet(of: EndUser, name: str = "豆豆", **fields: Any) -> PetProfile:
    return PetProfile.objects.create(owner=of, name=name, **{"pet_type": 2, **fields})


def consultation(of: EndUser, complaint: str = "狗狗不吃饭。", **fields: Any) -> Consultation:
    """A session of module 1, as `session-start` begins it."""
    return sessions.begin(of, Module.CONSULTATION, fields.pop("pet", None), complaint=complaint)


def picture_session(of: EndUser, kind: int = 5, animal: PetProfile | None = None) -> Consultation:
    return sessions.begin(of, Module.PICTURE, animal, kind=kind)


def integrator(name: str = "Acme", **fields: Any) -> tuple[Integrator, str]:
    made = Integrator(name=name, **fields)
    key = made.new_key()
    made.save()
    return made, key


def end_user(of: Integrator, number: str = "u1") -> EndUser:
    return EndUser.objects.get_or_create(integrator=of, external_id=number)[0]


def client(server: LiveServer, of: EndUser) -> Client:
    """A client with an access token of this end user."""
    return Client(server.port, {"Authorization": f"Bearer {AccessToken.issue(of)}"}, server.settle)


def agreed(of: EndUser) -> EndUser:
    """With her consent to a model."""
    of.consented_at = timezone.now()
    of.save()
    return of


def photo(width: int = 640, height: int = 480, form: str = "JPEG") -> bytes:
    """A sharp picture with light and dark in it."""
    image = Image.new("RGB", (width, height), (205, 190, 160))
    draw = ImageDraw.Draw(image)
    for step in range(0, width, 16):
        draw.line((step, 0, width - step, height), fill=(90, 60, 30), width=3)
        draw.ellipse((step, step % height, step + 40, step % height + 30), outline=(20, 20, 20), width=2)
    out = BytesIO()
    image.save(out, form)
    return out.getvalue()


def multipart(data: bytes, name: str = "a.jpg", **fields: str) -> tuple[bytes, str]:
    """A form with the file `image`, and its content type."""
    edge = b"----xiliu"
    parts = [
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (edge, k.encode(), v.encode())
        for k, v in fields.items()
    ]
    head = b'--%s\r\nContent-Disposition: form-data; name="image"; filename="%s"\r\n' % (edge, name.encode())
    parts.append(head + b"Content-Type: image/jpeg\r\n\r\n" + data + b"\r\n")
    return b"".join(parts) + b"--" + edge + b"--\r\n", "multipart/form-data; boundary=----xiliu"


def upload(sender: Client, data: bytes | None = None) -> str:
    """The address of an uploaded picture."""
    body, kind = multipart(data or photo(), upload_type="1")
    reply = sender.post("/file/upload-image-oss", body, Content_Type=kind)
    assert reply.status == 200, reply.text
    return str(reply.json()["data"]["url"])
