"""Secrets of the instance: keys in files outside the database, sealed fields, secret links.

A person's key is wrapped under the key of the agency that holds the data, and that under the master key.
Destroying a person's key makes everything sealed under it unreadable, in the database and in every backup.
"""

from shelterbelt.ground.secrets.envelope import Unreadable
from shelterbelt.ground.secrets.fields import SealedText, read_field, seal_field
from shelterbelt.ground.secrets.keys import INSTANCE, KeyDestroyed
from shelterbelt.ground.secrets.sealing import destroy_person_key, is_destroyed, open_, seal
from shelterbelt.ground.secrets.tokens import digest_token, new_token, token_matches

__all__ = [
    "INSTANCE",
    "KeyDestroyed",
    "SealedText",
    "Unreadable",
    "destroy_person_key",
    "digest_token",
    "is_destroyed",
    "new_token",
    "open_",
    "read_field",
    "seal",
    "seal_field",
    "token_matches",
]
