"""The eKYC service's document, version 1.06, on Django REST framework. In memory; loopback only."""
import hashlib
import json
import secrets
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY=secrets.token_hex(16),
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    APPEND_SLASH=True,
    INSTALLED_APPS=["rest_framework"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
    REST_FRAMEWORK={"DEFAULT_PERMISSION_CLASSES": [], "UNAUTHENTICATED_USER": None},
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import exceptions  # noqa: E402
from rest_framework.authentication import BaseAuthentication, get_authorization_header  # noqa: E402
from rest_framework.decorators import api_view, authentication_classes, parser_classes  # noqa: E402
from rest_framework.parsers import MultiPartParser  # noqa: E402
from rest_framework.response import Response  # noqa: E402

OTP = "4711"
tokens = {}
handles = {}
registrations = []

READING = {
    "nid_no": "0123456789",
    "dob": "3/3/1975",
    "customer_name_ben": "নমুনা উদাহরণ বেগম",
    "customer_name_eng": "NAMUNA EXAMPLE BEGUM",
    "father_name": "উদাহরণ আলী মিয়া",
    "mother_name": "নমুনা খাতুন",
    "address": "গ্রাম/রাস্তা: নমুনা সড়ক, ডাকঘর: উদাহরণপুর-০০০০, নমুনা থানা, উদাহরণ জেলা",
}
FIELDS = [
    "nid_no", "dob", "applicant_name_ben", "applicant_name_eng", "father_name", "mother_name", "pres_address", "perm_address",
    "id_front_url", "id_back_url", "gender", "profession", "nominee", "nominee_relation", "mobile_number",
]


def log_request(request, **extra_fields):
    """Prints one JSON line for the test."""
    line = {
        "method": request.method,
        "path": request.get_full_path(),
        "authorization": request.META.get("HTTP_AUTHORIZATION", ""),
        "cookie": request.META.get("HTTP_COOKIE"),
        "transferEncoding": request.META.get("HTTP_TRANSFER_ENCODING"),
        "fields": {key: request.data.getlist(key) for key in request.data if key not in request.FILES},
        "files": {
            key: {
                "name": file.name,
                "type": file.content_type,
                "size": file.size,
                "jpeg": file.read(3) == b"\xff\xd8\xff" and not file.seek(0),
                "sha256": hashlib.sha256(file.read()).hexdigest(),
            }
            for key, file in request.FILES.items()
        },
        **extra_fields,
    }
    print(json.dumps(line), flush=True)


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request):
        credentials = get_authorization_header(request).decode().split()
        if len(credentials) != 2 or credentials[0] != "Token" or credentials[1] not in tokens:
            raise exceptions.AuthenticationFailed("Invalid token.")
        return tokens[credentials[1]], credentials[1]

    def authenticate_header(self, _request):
        return "Token"


def multipart(*methods, signed_in=True):
    def wrap(view):
        view = parser_classes([MultiPartParser])(view)
        view = authentication_classes([TokenAuthentication] if signed_in else [])(view)
        return api_view(list(methods))(view)

    return wrap


@multipart("POST", signed_in=False)
def request_otp(request):
    log_request(request)
    if request.data.get("user_type") != "agent" or not request.data.get("mobile_no"):
        return Response({"user_type": ["This field is required."]}, status=400)
    return Response({"status": "success", "detail": "An OTP is sent to your mobile, validity will expire in 3 minutes."})


@multipart("POST", signed_in=False)
def verify_otp(request):
    log_request(request)
    if request.data.get("otp") != OTP:
        return Response({"detail": "Invalid OTP."}, status=401)
    token = secrets.token_hex(20)
    tokens[token] = request.data["mobile_no"]
    response = Response({"status": "success", "token": token})
    response.set_cookie("sessionid", "a-cookie-that-must-not-come-back")
    return response


@multipart("GET")
def logout(request):
    log_request(request)
    tokens.pop(request.auth)
    return Response({"detail": "User successfully logged out."})


@multipart("POST")
def customer_registration(request):
    log_request(request)
    if request.query_params.get("step") == "1":
        if set(request.FILES) != {"id_front", "id_back"}:
            return Response({"id_front": ["No file was submitted."]}, status=400)
        urls = {f"{key}_url": f"https://www.domain.com/{secrets.token_hex(8)}.jpg" for key in ("id_front", "id_back")}
        handles.update({value: key for key, value in urls.items()})
        return Response({"status": "success", "data": {**READING, **urls}})
    errors = {field: ["This field is required."] for field in FIELDS if not request.data.get(field)}
    if "applicant_photo" not in request.FILES:
        errors["applicant_photo"] = ["No file was submitted."]
    for field in ("id_front_url", "id_back_url"):
        if handles.get(request.data.get(field)) != field:
            errors[field] = ["Not a picture of this service."]
    if errors:
        return Response(errors, status=400)
    registrations.append({field: request.data[field] for field in FIELDS})
    return Response({"status": "success", "detail": "Application successfully submitted, awaiting identity verification."})


@multipart("POST")
def verification_status(request):
    log_request(request)
    is_registered = any(entry["mobile_number"] == request.data.get("mobile_number") for entry in registrations)
    return Response({"status": "pending" if is_registered else "invalid"})


@multipart("GET")
def verification_log(request):
    log_request(request)
    page, size = int(request.query_params.get("page", 1)), int(request.query_params.get("per_page", 10))
    rows = [
        {
            "customer_mobile_number": entry["mobile_number"],
            "customer_name": entry["applicant_name_eng"],
            "customer_nid_number": entry["nid_no"],
            "submitted_on": "23/11/2026",
            "verification_status": "pending",
        }
        for entry in registrations
    ]
    return Response(rows[(page - 1) * size : page * size])


urlpatterns = [
    path("app/request-otp/", request_otp),
    path("app/verify-otp/", verify_otp),
    path("app/logout/", logout),
    path("agent/customer-registration/", customer_registration),
    path("agent/get-verification-status", verification_status),
    path("agent/get-verification-log", verification_log),
]


class QuietRequestHandler(WSGIRequestHandler):
    def log_message(self, *_arguments):
        pass


server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=QuietRequestHandler)
print(json.dumps({"port": server.server_port}), flush=True)
sys.stdin.close()
server.serve_forever()
