"""Who is in the demo and what happened to them. Days count from the day the demo is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.people.models import WorkspaceStatus


@dataclass(frozen=True)
class DemoMember:
    name: str
    email: str
    is_admin: bool = False


@dataclass(frozen=True)
class DemoPerson:
    """`role` is the key of a role."""

    name: str
    role: str
    ask_about: str = ""
    email: str | None = None


@dataclass(frozen=True)
class Change:
    """What `person` (a first name) did `days_ago`, at `hour`, to the task whose title began with `task` at first.

    For dates `value` is a number of days from today, for owners a first name.
    """

    days_ago: int
    hour: int
    person: str
    task: str
    field: str
    value: str | int | None
    # Who said it while `person` typed.
    said: str = ""


@dataclass(frozen=True)
class Stuck:
    """What `person` said `days_ago`, at `hour`, blocks a task; `kind` and `who` are those of a blocker."""

    days_ago: int
    hour: int
    person: str
    task: str
    kind: str
    note: str
    who: str


@dataclass(frozen=True)
class Slipped:
    """What `person` moved by some working days yesterday, at `hour`, and why; `side` is the side of the cause."""

    hour: int
    person: str
    task: str
    days: int
    cause: str
    side: str


@dataclass(frozen=True)
class Work:
    """What a task of this beginning holds: hours, who has a say (first names), and internal tasks behind it."""

    task: str
    hours: float = 0
    accountable: str = ""
    consulted: str = ""
    informed: str = ""
    behind: str = ""
    file: str = ""
    file_by: str = ""


@dataclass(frozen=True)
class Promised:
    """What `person` said `days_ago`: `who` names the owner of a task that has none, in so many days from today."""

    days_ago: int
    hour: int
    person: str
    task: str
    who: str
    in_days: int


@dataclass(frozen=True)
class DemoCustomer:
    """Tasks due until `followed_until_days_ago` were done when they were due, but for those in `left_open`."""

    name: str
    onboarding: str
    playbook: str
    kickoff_in_days: int
    csm: str
    people: Sequence[DemoPerson]
    team: Sequence[DemoPerson] = ()
    segment: str = "Mid-market"
    status: WorkspaceStatus = WorkspaceStatus.ACTIVE
    language: str = "en"
    timezone: str = "Europe/London"
    followed_until_days_ago: int = 1
    left_open: Sequence[str] = ()
    changes: Sequence[Change] = ()
    stuck: Sequence[Stuck] = ()
    work: Sequence[Work] = ()
    promised: Sequence[Promised] = ()
    # Who agreed to every open task so many days ago, the first names of both sides.
    agreed_days_ago: int = 0
    agreed_by: Sequence[str] = ()
    # The titles' beginnings of a task and of the one it starts after, as agreed in the kickoff.
    waits: Sequence[tuple[str, str]] = ()
    slips: Sequence[Slipped] = ()
    # How the title of a task begins whose date is fixed.
    fixed: str = ""
    # Why the customer's lead proposes another go-live.
    proposed_because: str = ""
    live_means: str = ""
    first_value_means: str = ""
    success_means: str = ""
    welcome: str = ""


TEAM = (
    DemoMember("Anna Bergström", "anna@northwind.example", is_admin=True),
    DemoMember("Tom Okafor", "tom@northwind.example"),
    DemoMember("Priya Raman", "priya@northwind.example"),
)
ANNA = DemoPerson("Anna", "csm", "Plan, dates, anything unclear")
TOM = DemoPerson("Tom", "implementation", "Data, sign-on, interfaces")
PRIYA = DemoPerson("Priya", "trainer", "Training and materials")

APPROVER = "Name the approver"
SYSTEMS = "List the systems"
SECURITY = "Approve the security review"
SIGN_ON = "Approve single sign-on"
STUCK_WHY = "The security board meets next week; it takes the sign-on there"
EXPORT = "Export the existing data"
IMPORT = "Import and check the data"
INTERFACE = "Connect the first interface"
TESTS = "Run the acceptance tests"
END_USERS = "Train the end users"
DECISION = "Decide: go or wait"

HARBOR = DemoCustomer(
    name="Harbor & Pine",
    onboarding="Harbor & Pine onboarding",
    playbook="standard-90-days",
    kickoff_in_days=-17,
    csm="Anna",
    timezone="Europe/Berlin",
    people=(
        DemoPerson("Maria Lindholm", "project_lead", "Dates and people at our end", "maria@harborandpine.example"),
        DemoPerson("Jonas Breitenfelder", "technical_lead", "Servers, sign-on, exports", "jonas@harborandpine.example"),
        DemoPerson(
            "Friederike Schwarzenberger",
            "data_protection",
            "Security board, contracts with processors",
            "friederike@harborandpine.example",
        ),
        DemoPerson("Lena Kowalczyk", "expert", "How the warehouses work", "lena@harborandpine.example"),
        DemoPerson("David Osei", "sponsor", "Budget and decisions", "david@harborandpine.example"),
    ),
    team=(ANNA, TOM, PRIYA),
    left_open=(APPROVER, SYSTEMS, SECURITY, SIGN_ON, EXPORT, "Connect single sign-on", IMPORT),
    changes=(
        Change(17, 10, "Maria", APPROVER, "title", "Name the approver for the Datenschutz-Folgenabschätzung"),
        Change(17, 10, "Jonas", EXPORT, "title", "Export three years of stock movements"),
        Change(17, 11, "Anna", INTERFACE, "title", "Connect the carrier interface (DHL, DSV)", said="Lena"),
        Change(17, 11, "Anna", "Announce the start", "due", 41, said="David"),
        Change(3, 10, "Lena", "Gather the numbers", "owner", None),
        Change(3, 15, "Tom", "Second pair of eyes", "due", 13),
        Change(12, 15, "Anna", "Second pair of eyes", "owner", "Priya"),
        Change(6, 9, "Maria", APPROVER, "due", 1),
        Change(6, 9, "Jonas", SYSTEMS, "due", 3),
        Change(5, 14, "Jonas", EXPORT, "status", "doing"),
        Change(5, 14, "Jonas", EXPORT, "due", 2),
        Change(4, 17, "Friederike", SIGN_ON, "due", 4),
        Change(3, 16, "Tom", IMPORT, "due", 11),
        Change(2, 11, "Lena", TESTS, "title", "Run the acceptance tests in Bristol and Hamburg"),
        Change(1, 9, "Friederike", SECURITY, "status", "doing"),
    ),
    agreed_days_ago=4,
    agreed_by=("Jonas", "Anna"),
    work=(
        Work(EXPORT, hours=12, consulted="Lena", file="columns.csv", file_by="Jonas"),
        Work(IMPORT, hours=16, accountable="Anna", consulted="Jonas", informed="Maria", behind="Second pair of eyes"),
        Work("Connect single sign-on", hours=6.5),
        Work(INTERFACE, hours=20, consulted="Lena"),
        Work(TESTS, hours=24, accountable="Maria"),
        Work("Train the administrators", hours=8),
    ),
    promised=(Promised(3, 11, "Maria", "Gather the numbers", "Maria", 5),),
    stuck=(Stuck(4, 17, "Friederike", SIGN_ON, "approval", STUCK_WHY, "Friederike"),),
    waits=(
        ("Connect single sign-on", SIGN_ON),
        (IMPORT, EXPORT),
        (TESTS, IMPORT),
        ("Technical environment live", TESTS),
        ("Technical environment live", INTERFACE),
        ("Train the administrators", "Technical environment live"),
        ("Train the managers", "Train the administrators"),
        (END_USERS, "Train the managers"),
        ("Training complete", END_USERS),
        (DECISION, "Training complete"),
        ("Announce the start", DECISION),
        ("Go-live", "Announce the start"),
        ("First value confirmed", IMPORT),
    ),
    slips=(
        Slipped(17, "Lena", END_USERS, 5, "holiday", "neither"),
        Slipped(18, "Maria", DECISION, 4, "approval", "customer"),
    ),
    fixed="Technical environment live",
    proposed_because="Our board decides two days before. After that we want a start on a quiet day.",
    live_means="Both warehouses, Bristol and Hamburg, book all stock in Northwind.",
    first_value_means="David reads the Monday stock report without a spreadsheet.",
    success_means="Stock differences down from 4.1 % to 1.5 % four weeks after the go-live.",
    welcome=(
        "This is the plan for your move to Northwind Cloud. It belongs to you as much as to us: change what "
        "does not fit, and ask whoever is named beside a task."
    ),
)

CUSTOMERS = (
    DemoCustomer(
        name="Rheinische Werkzeugmaschinen",
        onboarding="Einführung bei Rheinische Werkzeugmaschinen",
        playbook="five-phases",
        kickoff_in_days=-44,
        csm="Anna",
        segment="Enterprise",
        language="de",
        timezone="Europe/Berlin",
        people=(
            DemoPerson("Katharina Oberländer", "project_lead", email="katharina@rheinische.example"),
            DemoPerson("Stefan Brandt", "technical_lead", email="stefan@rheinische.example"),
            DemoPerson("Mehmet Yıldız", "expert", email="mehmet@rheinische.example"),
        ),
        team=(ANNA, TOM, PRIYA),
        followed_until_days_ago=13,
        left_open=("Datenschutz prüfen",),
        stuck=(
            Stuck(
                12,
                10,
                "Stefan",
                "Daten für die Übernahme",
                "leave",
                "Mehmet ist bis zum Monatsende im Urlaub",
                "Stefan",
            ),
        ),
    ),
    DemoCustomer(
        name="Mossgate Logistics",
        onboarding="Mossgate onboarding",
        playbook="smb-30-days",
        kickoff_in_days=-12,
        csm="Tom",
        segment="Self-serve",
        people=(
            DemoPerson("Owen Price", "project_lead", email="owen@mossgate.example"),
            DemoPerson("Helen Marsh", "sponsor", email="helen@mossgate.example"),
        ),
    ),
    DemoCustomer(
        name="Fjordlys Energi",
        onboarding="Fjordlys onboarding",
        playbook="five-phases",
        kickoff_in_days=-76,
        csm="Priya",
        segment="Enterprise",
        status=WorkspaceStatus.LIVE,
        timezone="Europe/Oslo",
        people=(
            DemoPerson("Ingrid Solberg", "project_lead", email="ingrid@fjordlys.example"),
            DemoPerson("Nils Aas", "technical_lead", email="nils@fjordlys.example"),
            DemoPerson("Sofie Dahl", "sponsor", email="sofie@fjordlys.example"),
            DemoPerson("Jonas Eide", "expert"),
            DemoPerson("Marit Lund", "data_protection"),
        ),
        team=(PRIYA, TOM),
        live_means="All three control rooms plan their shifts in Northwind.",
        first_value_means="Sofie sees the week's outages on one page.",
        success_means="Half the hours spent on shift lists by spring.",
    ),
    DemoCustomer(
        name="Alder Clinic Group",
        onboarding="Alder onboarding",
        playbook="standard-90-days",
        kickoff_in_days=3,
        csm="Anna",
        status=WorkspaceStatus.DRAFT,
        people=(DemoPerson("Grace Whitfield", "project_lead", email="grace@alderclinics.example"),),
        team=(ANNA, TOM),
        left_open=("Name the people on your side",),
    ),
    DemoCustomer(
        name="Quayside Hotels",
        onboarding="Quayside onboarding",
        playbook="smb-30-days",
        kickoff_in_days=-21,
        csm="Tom",
        status=WorkspaceStatus.PAUSED,
        people=(DemoPerson("Rosa Mbeki", "project_lead", email="rosa@quayside.example"),),
        followed_until_days_ago=15,
    ),
)
