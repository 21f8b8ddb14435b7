"""Our model as a LangChain one: `FactcheckChat` goes wherever a `BaseChatModel` goes.

    chat = FactcheckChat(model=model)
    chat.with_structured_output(Answer)            # `ask`
    chat.bind(options=["Yes", "No"]) | Weighed()   # `weigh`: the first token's log-probabilities are in response_metadata
    chat.bind(seed=3, max_tokens=200)

The steps reach every model through it, so a callback handler sees each call. Everything between a step and the provider
(retries, the cap on costs, the store) is inside the model. LangChain's own cache is off, because it would hide costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.base import LangSmithParams
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.output_parsers import BaseGenerationOutputParser, PydanticOutputParser
from langchain_core.outputs import ChatGeneration, ChatResult, Generation
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field, SkipValidation

from factcheck.errors import UsageError
from factcheck.models.base import Answer, Message, Model, Weights
from factcheck.records import ModelIdentity, Usage
from factcheck.running import run

ResultT = TypeVar("ResultT")

FREE_TEXT_TOKENS = 1024
"""The output limit of a call without one."""


class Text(BaseModel):
    """The answer of a call without a type: LangChain's users expect plain text."""

    text: str


class FactcheckChat(BaseChatModel):
    """A factcheck model as a chat model. `bind` sets how to ask it:

    - `answer`: the pydantic type of a structured answer; the reply's text is its JSON. Without one the answer is text.
    - `options`: words to weigh. The reply's text is the likeliest, `response_metadata["logprobs"]` has OpenAI's form.
    - `max_tokens`, `seed`: of this call.
    - `step`: the call's step, for budgets, adapters and the store.

    It takes a system message, one worked exchange and a question; only the question is required.
    """

    model: SkipValidation[Model] = Field(repr=False, exclude=True)
    cache: Any = Field(default=False, exclude=True)

    @property
    def _llm_type(self) -> str:
        return "factcheck"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        identity = self.model.identity
        return {"model": identity.spec, **identity.parameters}

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:  # noqa: ARG002
        """The provider and model, by which LangSmith groups and prices calls."""
        identity = self.model.identity
        return LangSmithParams(ls_provider=identity.provider, ls_model_name=identity.name, ls_model_type="chat")

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - LangChain passes it
        **how: Any,
    ) -> ChatResult:
        return run(self._agenerate(messages, stop, **how))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002 - as above
        **how: Any,
    ) -> ChatResult:
        if stop:
            raise UsageError(f"a factcheck model takes no stop words, got {stop}")
        reply = await self._answer(messages, **how)
        return ChatResult(generations=[ChatGeneration(message=reply)])

    async def _answer(
        self,
        messages: Sequence[BaseMessage],
        *,
        step: str = "chat",
        answer: type[BaseModel] = Text,
        options: Sequence[str] | None = None,
        max_tokens: int = FREE_TEXT_TOKENS,
        seed: int | None = None,
    ) -> AIMessage:
        message = _message(messages, step, seed)
        if options is not None:
            return _weighed(await self.model.weigh(message, list(options)), self.model.identity)
        return _answered(await self.model.ask(message, answer, max_tokens=max_tokens), self.model.identity)

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Refused: the steps need no tools, and a model that reads hostile text should have none."""
        raise NotImplementedError("a factcheck model calls no tools; use with_structured_output for a typed answer")

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """A sequence that gives an answer of the pydantic type `schema`."""
        if include_raw or not (isinstance(schema, type) and issubclass(schema, BaseModel)):
            raise NotImplementedError("a factcheck model answers in pydantic types, without the raw reply")
        return self.bind(answer=schema, **kwargs) | PydanticOutputParser(pydantic_object=schema)


class _Parser(BaseGenerationOutputParser[ResultT], Generic[ResultT]):
    """A parser that runs in the caller's thread: in another, LangChain's default, calls could overtake each other."""

    async def aparse_result(self, result: list[Generation], *, partial: bool = False) -> ResultT:
        """The result of `parse_result`."""
        return self.parse_result(result, partial=partial)


class Answered(_Parser[Answer[Any]]):
    """Reads the reply to `answer`: the pydantic value with its cost. It repairs nothing: the model has checked it."""

    answer: type[BaseModel]

    def parse_result(self, result: list[Generation], *, partial: bool = False) -> Answer[Any]:  # noqa: ARG002
        """The answer of the only reply."""
        reply = _reply_of(result)
        return Answer(self.answer.model_validate_json(reply.text), _usage(reply), reply.response_metadata["paid"])


class Weighed(_Parser[Weights]):
    """Reads the reply to `options`: how likely each is."""

    def parse_result(self, result: list[Generation], *, partial: bool = False) -> Weights:  # noqa: ARG002
        """The weights of the only reply."""
        reply = _reply_of(result)
        told = reply.response_metadata
        logprobs = {entry["token"]: entry["logprob"] for entry in told["logprobs"]["content"][0]["top_logprobs"]}
        return Weights(logprobs, told["basis"], _usage(reply), told["paid"])


def _message(messages: Sequence[BaseMessage], step: str, seed: int | None) -> Message:
    """LangChain's messages in our terms. Raises UsageError if they do not have the form of our prompts."""
    rest = list(messages)
    system = rest.pop(0).text if rest and isinstance(rest[0], SystemMessage) else ""
    kinds = [type(turn) for turn in rest]
    if kinds == [HumanMessage]:
        return Message(step, system, rest[0].text, seed=seed)
    if kinds == [HumanMessage, AIMessage, HumanMessage]:
        return Message(step, system, rest[2].text, (rest[0].text, rest[1].text), seed)
    given = ", ".join(turn.type for turn in messages)
    raise UsageError(f"a factcheck model takes a system message, one worked exchange and a question, got: {given}")


def _answered(given: Answer[Any], identity: ModelIdentity) -> AIMessage:
    value = given.value
    text = value.text if type(value) is Text else value.model_dump_json(by_alias=True)
    return _reply(text, given.usage, identity, {"paid": given.paid})


def _weighed(given: Weights, identity: ModelIdentity) -> AIMessage:
    listed = [{"token": token, "logprob": logprob, "bytes": None} for token, logprob in given.logprobs.items()]
    likeliest = max(given.logprobs, key=given.logprobs.__getitem__)
    first = {"token": likeliest, "logprob": given.logprobs[likeliest], "bytes": None, "top_logprobs": listed}
    told = {"paid": given.paid, "basis": given.basis, "logprobs": {"content": [first]}}
    return _reply(likeliest, given.usage, identity, told)


def _reply(text: str, usage: Usage, identity: ModelIdentity, told: Mapping[str, Any]) -> AIMessage:
    return AIMessage(
        text,
        response_metadata={"model_name": identity.name, "model_provider": "factcheck", "calls": usage.calls, **told},
        usage_metadata=UsageMetadata(
            input_tokens=usage.prompt_tokens,
            output_tokens=usage.output_tokens,
            total_tokens=usage.prompt_tokens + usage.output_tokens,
            input_token_details=InputTokenDetails(cache_read=usage.cached_tokens),
        ),
    )


def _reply_of(result: Sequence[Generation]) -> AIMessage:
    """The message that a sequence hands its parser."""
    generation = result[0]
    if not isinstance(generation, ChatGeneration) or not isinstance(generation.message, AIMessage):
        raise UsageError(f"this parser reads replies of FactcheckChat, not a {type(generation).__name__}")
    return generation.message


def _usage(reply: AIMessage) -> Usage:
    usage = reply.usage_metadata
    if usage is None:
        return Usage()
    return Usage(
        calls=reply.response_metadata["calls"],
        prompt_tokens=usage["input_tokens"],
        cached_tokens=usage.get("input_token_details", {}).get("cache_read", 0),
        output_tokens=usage["output_tokens"],
    )
