"""Settings from the environment (prefix NEXTPLAY_); secrets never print and never come from a file in the tree."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from copilot.errors import SettingsError


class Price(BaseModel):
    """What a model costs a million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    tokens_in: Decimal = Field(alias="in", ge=0)
    tokens_out: Decimal = Field(alias="out", ge=0)


class Prices(BaseModel):
    """The price table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: str = Field(pattern="^[A-Z]{3}$")
    models: dict[str, Price]
    """By the model's name, as in `llm_model`."""


class Settings(BaseSettings):
    """One object, made once at the edge and handed to `open_coach`."""

    model_config = SettingsConfigDict(env_prefix="NEXTPLAY_", extra="ignore", frozen=True)

    data: Path = Path(".nextplay")
    """Folder of database, Parquet facts, index and checkpoints."""
    database_url: str | None = Field(default=None, repr=False)
    """May hold a password, so it does not print. SQLAlchemy URL; SQLite inside `data` where none is given."""
    policy: Path | None = None
    """A TOML file; `policy.toml` inside `data` where none is given."""
    engine: Literal["duckdb", "spark"] = "duckdb"
    """What works out the monthly aggregates: DuckDB in this process, or a Spark session where one machine is outgrown."""

    chroma_url: str | None = None
    """A `chroma run` that holds the playbook's vectors for several processes; in the data folder where none is given."""
    embedding_model: str | None = None
    """A model of the endpoint at `llm_base_url` that makes the playbook's vectors; the built-in one where none is named."""

    llm_base_url: str | None = None
    llm_api_key: SecretStr | None = None
    llm_model: str | None = None
    """Naming a model turns it on; a key alone sends nothing anywhere."""
    llm_timeout_s: float = Field(default=20.0, gt=0)
    """One call."""
    turn_timeout_s: float = Field(default=45.0, gt=0)
    """One turn, all calls together; then the scripted text is given."""
    llm_max_tokens: int = Field(default=900, gt=0)
    llm_prices: Prices | None = None
    """As JSON; a model without a price has its tokens counted and no cost."""
    llm_day_tokens: int | None = Field(default=None, ge=0)
    """Tokens a day, read and written, after which the plain wording is used."""
    llm_day_cost: Decimal | None = Field(default=None, ge=0)
    """The same for cost, in the currency of the price table."""

    traces: bool = False
    """Whether turns, steps and calls are told to an OpenTelemetry collector; where it is, OTEL_EXPORTER_OTLP_ENDPOINT says."""

    secret: SecretStr | None = None
    """Signs session cookies and sign-in links; at least 32 characters outside the demo."""
    demo: bool = False
    """Serving the demo company: sign-in links are printed and a throw-away secret is made."""
    lock_wait_s: float = Field(default=10.0, ge=0)
    """How long a second writer waits for the folder."""

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.data.resolve() / 'nextplay.db'}"

    @property
    def policy_file(self) -> Path:
        return self.policy or self.data / "policy.toml"

    @property
    def model_named(self) -> bool:
        return bool(self.llm_model)

    @property
    def price(self) -> Price | None:
        """Of the model that is named.

        Raises:
            SettingsError: a cap on cost without a price.
        """
        found = self.llm_prices.models.get(self.llm_model or "") if self.llm_prices else None
        if found is None and self.llm_day_cost is not None and self.llm_model:
            raise SettingsError(
                f"NEXTPLAY_LLM_DAY_COST is {str(self.llm_day_cost)!r}, but NEXTPLAY_LLM_PRICES has no price for {self.llm_model!r}: add one, or cap tokens with NEXTPLAY_LLM_DAY_TOKENS"
            )
        return found

    def check_serving(self) -> None:
        """Refuse what is insecure to serve with.

        Raises:
            SettingsError: no secret, or one shorter than 32 characters, outside the demo.
        """
        if self.demo:
            return
        if self.secret is None or len(self.secret.get_secret_value()) < 32:
            raise SettingsError("NEXTPLAY_SECRET must hold at least 32 characters before people can sign in; make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'")


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment; arguments given win over it.

    Raises:
        SettingsError: a value of the wrong kind, with the variable's name.
    """
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as e:
        first = e.errors()[0]
        name, *within = map(str, first["loc"])
        where = f" at {'.'.join(within)!r}" if within else ""
        raise SettingsError(f"NEXTPLAY_{name.upper()}{where} is {first.get('input')!r}: {first['msg']}") from e
