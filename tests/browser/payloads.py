"""Words that would run, load, restyle or break out, wherever somebody forgot to say that they are words."""

from itertools import cycle
from typing import Any

from sqlalchemy.orm import Session

from tests.proof.canaries import let_loose

# `<b xss>` and the like leave a trace in the page also where the policy keeps a script from running.
PAYLOADS = (
    "<script xss>alert(1)</script>",
    "<img xss src=x onerror=alert(2)>",
    "<svg xss onload=alert(3)>",
    "<svg><script xss>alert(4)</script></svg>",
    "<b xss onmouseover=alert(5)>over</b>",
    "<details xss open ontoggle=alert(6)><summary>t</summary></details>",
    "<iframe xss srcdoc='<script>parent.alert(7)</script>'></iframe>",
    "<iframe xss src='javascript:parent.alert(8)'></iframe>",
    "<a xss href='javascript:alert(9)'>go</a>",
    "<form xss action='javascript:alert(10)'><button>b</button></form>",
    "<input xss autofocus onfocus=alert(11)>",
    "<video xss><source onerror=alert(12)></video>",
    "<object xss data='javascript:alert(13)'></object>",
    "<embed xss src='javascript:alert(14)'>",
    "<style xss>*{outline:9px solid red}</style>",
    "<link xss rel=stylesheet href='data:text/css,*{color:red}'>",
    "<meta xss http-equiv=refresh content='0;url=about:blank#15'>",
    "<base xss href='https://evil.example/'>",
    "<template xss><script>alert(16)</script></template><b xss></b>",
    "<math><mtext><img xss src=x onerror=alert(17)></mtext></math>",
    "</textarea><img xss src=x onerror=alert(18)>",
    "</title><img xss src=x onerror=alert(19)>",
    "</script><img xss src=x onerror=alert(20)>",
    "</style><img xss src=x onerror=alert(21)>",
    "--><img xss src=x onerror=alert(22)>",
    "]]><img xss src=x onerror=alert(23)>",
    '"><img xss src=x onerror=alert(24)>',
    "'><img xss src=x onerror=alert(25)>",
    '" xss autofocus onfocus="alert(26)',
    "' xss autofocus onfocus='alert(27)",
    '";alert(28);"',
    "';alert(29);'",
    "</noscript><b xss></b>",
    "[x](javascript:alert(30))",
    '![x](x"onerror=alert(31)//)<img xss src=x onerror=alert(31)>',
    "<IMG XSS SRC=x ONERROR=alert(32)>",
    "<img xss/src=x/onerror=alert(33)>",
    "<noscript><p title='</noscript><img xss src=x onerror=alert(34)>'></noscript>",
)

# Ends whatever a word can stand in, and then is an element.
ANYWHERE = "\"'></textarea></title></script></style>--><img xss src=x onerror=alert(0)>"

# What people of the vendor write for all customers; the rest of the installation's rows holds nobody's words.
NOT_WORDS = frozenset({"jobs", "sessions", "sign_ins", "text_updates", "texts", "audit", "mails"})


def let_payloads_loose(session: Session) -> set[str]:
    """Put what ends everything, and the payloads in turn, into every word of every row; answers the columns."""
    turns = cycle(PAYLOADS)

    def next_one(_column: Any) -> str:
        return f"{ANYWHERE} {next(turns)}"

    return let_loose(session, next_one, NOT_WORDS)
