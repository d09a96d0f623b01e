# The command `saylau` in an image: the versions of requirements.lock, no tools of development,
# a user without rights.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
# The libraries first: they change less often than the project, and this layer is kept.
COPY pyproject.toml requirements.lock ./
RUN python -m venv /build \
 && /build/bin/pip install --constraint requirements.lock hatchling \
 && python -m venv /opt/saylau \
 && python -c 'import tomllib as t; p = t.load(open("pyproject.toml", "rb"))["project"]; \
print(*p["dependencies"], sep="\n")' > wanted.txt \
 && /opt/saylau/bin/pip install --constraint requirements.lock --requirement wanted.txt
COPY README.md LICENSE ./
COPY config config
COPY stream stream
COPY sim sim
COPY console console
RUN /build/bin/pip wheel --no-build-isolation --no-deps --wheel-dir /wheels . \
 && /opt/saylau/bin/pip install --no-deps /wheels/*.whl \
 && /opt/saylau/bin/pip check \
 && /opt/saylau/bin/saylau --help > /dev/null

FROM python:3.11-slim
ENV PATH=/opt/saylau/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# A new volume takes its owner from the folder it is mounted over.
RUN groupadd --gid 10001 saylau \
 && useradd --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin saylau \
 && install --directory --owner 10001 --group 10001 /days /keys
COPY --from=build /opt/saylau /opt/saylau
USER 10001:10001
WORKDIR /home/saylau
ENTRYPOINT ["saylau"]
CMD ["--help"]
