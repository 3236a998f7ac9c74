"""The tables of equip: sites, assessments, learning, strategy. Every row names the agency it belongs to."""

from shelterbelt.equip.models.beginning import LeaderInvitation
from shelterbelt.equip.models.learning import PackAssignment, PackMail, PackReading, WorksAt
from shelterbelt.equip.models.peers import PeerCounted
from shelterbelt.equip.models.readiness import (
    AssessedSite,
    Assessment,
    Assessor,
    Evidence,
    GroupRelease,
    PeerConsent,
    PeerRelease,
    Response,
    Standing,
)
from shelterbelt.equip.models.sites import Site, Walk, WalkAnswer
from shelterbelt.equip.models.strategy import (
    Action,
    Goal,
    HarmRisk,
    Progress,
    SignOff,
    Strategy,
    StrategyFeed,
    StrategyShare,
)
from shelterbelt.equip.models.words import read_text, seal_text

__all__ = [
    "Action",
    "AssessedSite",
    "Assessment",
    "Assessor",
    "Evidence",
    "Goal",
    "GroupRelease",
    "HarmRisk",
    "LeaderInvitation",
    "PackAssignment",
    "PackMail",
    "PackReading",
    "PeerConsent",
    "PeerCounted",
    "PeerRelease",
    "Progress",
    "Response",
    "SignOff",
    "Site",
    "Standing",
    "Strategy",
    "StrategyFeed",
    "StrategyShare",
    "Walk",
    "WalkAnswer",
    "WorksAt",
    "read_text",
    "seal_text",
]
