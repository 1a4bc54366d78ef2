"""The reports the unit tests compare byte for byte, for those who read them with the tools of others."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = ROOT / "Tests" / "AuditTests" / "Fixtures"
SAMPLES = ["broken", "clean", "hostile", "blind"]



def text(sample: str, suffix: str) -> str:
    return (FOLDER / f"{sample}.{suffix}").read_bytes().decode()
