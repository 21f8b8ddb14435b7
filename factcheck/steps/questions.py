"""How a step asks a model its questions: each is a LangChain sequence, prompt template | chat model | parser.

A callback handler, or LangSmith if the user set it up, sees each question as a run named `step.question`, with the step
as its tag and its subject (`claim` and `source`, or `story` and `sentences`) in its metadata. LangChain is imported at
the first question.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from factcheck.models.base import Answer, AnswerT, Model, Weights
from factcheck.prompts import Prompt, fill

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate
    from langchain_core.runnables import Runnable, RunnableConfig

    from factcheck.models.as_langchain import FactcheckChat


class Questions:
    """The questions of a step to `model`. `about` names their subject for callbacks; the model does not see it."""

    def __init__(self, model: Model, **about: str) -> None:
        self._model = model
        self._about = about

    async def ask(
        self,
        prompt: Prompt,
        question: str,
        answer: type[AnswerT],
        *,
        max_tokens: int,
        inputs: dict[str, str],
        **about: str,
    ) -> Answer[AnswerT]:
        """A structured answer. Raises like the model."""
        from factcheck.models.as_langchain import Answered

        chat = self._chat.bind(step=prompt.identity.name, answer=answer, max_tokens=max_tokens)
        sequence: Runnable[dict[str, str], Any] = template_of(prompt, question) | chat | Answered(answer=answer)
        given: Answer[AnswerT] = await sequence.ainvoke(inputs, self._config(prompt, question, about))
        return given

    async def weigh(
        self, prompt: Prompt, question: str, options: Sequence[str], *, inputs: dict[str, str], **about: str
    ) -> Weights:
        """How likely each option is. Raises like the model."""
        from factcheck.models.as_langchain import Weighed

        chat = self._chat.bind(step=prompt.identity.name, options=list(options))
        sequence: Runnable[dict[str, str], Weights] = template_of(prompt, question) | chat | Weighed()
        return await sequence.ainvoke(inputs, self._config(prompt, question, about))

    @cached_property
    def _chat(self) -> FactcheckChat:
        from factcheck.models.as_langchain import FactcheckChat

        return FactcheckChat(model=self._model)

    def _config(self, prompt: Prompt, question: str, about: dict[str, str]) -> RunnableConfig:
        step = prompt.identity.name
        return {
            "run_name": f"{step}.{question}",
            "tags": [step],
            "metadata": {"step": step, "question": question, **self._about, **about},
        }


def template_of(prompt: Prompt, question: str) -> ChatPromptTemplate:
    """The template of `prompt` for `question`, as LangChain's: it renders like `Prompt.render`."""
    return _template(prompt.system, prompt.example, prompt.questions[question])


@cache
def _template(system: str, example: tuple[str, str] | None, question: str) -> ChatPromptTemplate:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
    from langchain_core.prompts import ChatPromptTemplate, HumanMessagePromptTemplate, PromptTemplate

    class Question(PromptTemplate):
        """Filled in by `factcheck.prompts`: LangChain would recompile it each time."""

        def format(self, **inputs: Any) -> str:
            return fill(self.template, inputs)

    shown = [HumanMessage(example[0]), AIMessage(example[1])] if example else []
    asked = HumanMessagePromptTemplate(prompt=Question.from_template(question, template_format="jinja2"))
    return ChatPromptTemplate.from_messages([SystemMessage(system), *shown, asked])
