"""How names are shown to those who need not know them."""


def mask_name(name: str) -> str:
    """김영순 as 김*순, 김순 as 김*, 남궁민수 as 남**수; other scripts keep each word's first letter."""
    name = name.strip()
    if not name:
        return ""
    if not ("가" <= name[0] <= "힣") or " " in name:
        return " ".join(word[0] + "*" * max(len(word) - 1, 1) for word in name.split())
    if len(name) <= 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]
