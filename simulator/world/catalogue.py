"""What the company buys: categories with their items, prices, and the words that suppliers of them carry in their names."""

from __future__ import annotations

from typing import NamedTuple


class Category(NamedTuple):
    """`demand` is its share of the requests of its spend type; prices of items are medians per unit, in EUR."""

    name: str
    spend_type: str
    is_service: bool
    demand: float
    trades: tuple[str, ...]  # how suppliers call what they do
    items: tuple[tuple[str, str, float, int, int], ...]  # description, unit, price, lowest and highest quantity


TECHNOLOGY, CORPORATE = "technology", "corporate services"

CATEGORIES = [
    Category("Laptops and workstations", TECHNOLOGY, False, 0.24, ("Computing", "Workplace Devices", "Systems Trade"), (
        ("Laptop 14 inch, 32 GB", "EA", 1490, 1, 12), ("Laptop 16 inch, 64 GB", "EA", 2680, 1, 5),
        ("Docking station", "EA", 189, 1, 20), ("Monitor 27 inch", "EA", 329, 1, 20),
        ("Headset, noise cancelling", "EA", 142, 2, 25),
        ("Mechanical keyboard", "EA", 96, 1, 15))),
    Category("Network and data centre", TECHNOLOGY, False, 0.10, ("Networks", "Data Centre Supply", "Cabling"), (
        ("Access switch 48 ports", "EA", 3150, 1, 6), ("Wireless access point", "EA", 540, 2, 24),
        ("Rack server, two sockets", "EA", 9800, 1, 4), ("Optical transceiver", "EA", 118, 4, 48),
        ("Patch cables, pack of 50", "EA", 74, 1, 10))),
    Category("Mobile devices", TECHNOLOGY, False, 0.10, ("Mobile", "Handsets", "Device Services"), (
        ("Smartphone", "EA", 649, 1, 10), ("Tablet 11 inch", "EA", 498, 1, 8), ("Protective case", "EA", 29, 2, 30),
        ("Security key", "EA", 47, 5, 60))),
    Category("Software subscriptions", TECHNOLOGY, True, 0.22, ("Software", "Applications", "Platforms"), (
        ("Design tool seats, yearly", "EA", 420, 3, 40), ("Issue tracker seats, yearly", "EA", 96, 10, 150),
        ("Observability, yearly commitment", "EA", 14500, 1, 2), ("Test automation licences", "EA", 780, 2, 20))),
    Category("Cloud infrastructure", TECHNOLOGY, True, 0.08, ("Cloud", "Hosting", "Compute"), (
        ("Reserved compute, monthly", "MON", 8200, 1, 3), ("Object storage, monthly", "MON", 2100, 1, 3),
        ("Managed database, monthly", "MON", 3300, 1, 3))),
    Category("Software engineering services", TECHNOLOGY, True, 0.12, ("Engineering", "Code Works", "Delivery Partners"), (
        ("Backend engineering", "HR", 92, 40, 320), ("Mobile engineering", "HR", 98, 40, 240),
        ("Quality assurance", "HR", 64, 40, 240))),
    Category("Information security services", TECHNOLOGY, True, 0.08, ("Security", "Assurance", "Cyber Defence"), (
        ("Penetration test", "EA", 17800, 1, 1), ("Security monitoring, monthly", "MON", 5400, 1, 6),
        ("Incident response retainer", "EA", 12400, 1, 1))),
    Category("Data and analytics", TECHNOLOGY, True, 0.06, ("Data", "Analytics", "Insight"), (
        ("Market data feed, monthly", "MON", 2900, 1, 6), ("Analytics consulting", "HR", 118, 16, 160),
        ("Annotation of training data", "HR", 24, 100, 900))),
    Category("Consulting", CORPORATE, True, 0.12, ("Consulting", "Advisory", "Partners"), (
        ("Process review", "HR", 165, 24, 240), ("Programme management", "HR", 142, 40, 320), ("Tax advice", "HR", 240, 6, 60))),
    Category("Legal services", CORPORATE, True, 0.06, ("Legal", "Solicitors", "Counsel"), (
        ("Contract review", "HR", 285, 4, 40), ("Employment law advice", "HR", 265, 3, 30),
        ("Trademark filing", "EA", 1850, 1, 4))),
    Category("Recruiting", CORPORATE, True, 0.07, ("Search", "Talent", "Recruiting"), (
        ("Placement fee", "EA", 16500, 1, 2), ("Contract recruiter", "HR", 71, 40, 160),
        ("Job advertisements", "EA", 640, 2, 12))),
    Category("Marketing and media", CORPORATE, True, 0.14, ("Media", "Studio", "Communications"), (
        ("Campaign production", "EA", 12800, 1, 2), ("Paid media, monthly", "MON", 9400, 1, 3),
        ("Video editing", "HR", 86, 10, 90),
        ("Illustrations", "EA", 310, 4, 40))),
    Category("Events and travel", CORPORATE, True, 0.08, ("Events", "Travel", "Conferences"), (
        ("Venue hire", "EA", 7400, 1, 2), ("Catering, per guest", "EA", 58, 20, 260), ("Hotel nights", "EA", 148, 4, 60))),
    Category("Facilities services", CORPORATE, True, 0.11, ("Facility Services", "Building Care", "Maintenance"), (
        ("Office cleaning, monthly", "MON", 3900, 1, 3), ("Security guard", "HR", 34, 80, 320),
        ("Air conditioning maintenance", "EA", 1240, 1, 4))),
    Category("Office supplies", CORPORATE, False, 0.16, ("Office Supply", "Paper and Print", "Stationers"), (
        ("Copy paper, pallet", "EA", 780, 1, 4), ("Coffee beans, 10 kg", "EA", 168, 2, 20), ("Printer toner", "EA", 94, 2, 24),
        ("Whiteboard markers, box", "EA", 16, 5, 40), ("First aid kit refill", "EA", 38, 2, 20))),
    Category("Furniture", CORPORATE, False, 0.10, ("Interiors", "Office Furniture", "Joinery"), (
        ("Height-adjustable desk", "EA", 612, 2, 24), ("Task chair", "EA", 438, 2, 30), ("Meeting table", "EA", 1380, 1, 4),
        ("Acoustic panel", "EA", 127, 6, 60))),
    Category("Print and merchandise", CORPORATE, False, 0.07, ("Merchandise", "Printing", "Promotions"), (
        ("Hooded sweatshirt", "EA", 31, 50, 600), ("Brochure, 16 pages", "EA", 2.4, 250, 3000),
        ("Trade fair stand elements", "EA", 2250, 1, 4))),
    Category("Training", CORPORATE, True, 0.09, ("Academy", "Learning", "Training"), (
        ("Leadership workshop, per day", "EA", 3100, 1, 4), ("Language course, per seat", "EA", 540, 2, 15),
        ("Compliance e-learning, per seat", "EA", 19, 50, 500))),
    # Billed without an order, month after month.
    Category("Premises", CORPORATE, True, 0.0, ("Properties", "Estates", "Real Estate"), (
        ("Office rent, monthly", "MON", 21500, 1, 1), ("Parking spaces, monthly", "MON", 1450, 1, 1),
        ("Storage room, monthly", "MON", 890, 1, 1))),
    Category("Utilities and telecommunications", CORPORATE, True, 0.0, ("Energy", "Telecom", "Utilities"), (
        ("Internet access, monthly", "MON", 1290, 1, 1), ("Electricity", "MON", 3400, 1, 1),
        ("Mobile contracts, monthly", "MON", 2260, 1, 1))),
]  # fmt: skip

# Heads of company names: places and words that no company of these trades is known by.
NAME_HEADS = """
Aldermoor Ambleforth Ashgrove Auenfels Bellhaven Birkenau Blackwater Bramblewick Brackenfell Bridgemere Brunnwald Caldmere
Calverhythe Cedarholt Clearbrook Coppervale Cranmoor Crosshaven Dalewick Dunmarsh Eastmere Eichental Elderford Emberly
Fallowfield Farrowdale Fernhollow Finkenried Flintmoor Foxholm Gladewater Glenharrow Goldhurst Greyfriar Grünbach Halbruck
Hartsmere Haselgrund Hawthorndale Heronsgate Highcombe Hollowbrook Ironbridge Ivyholm Juniperfield Kaltenbrunn Kestrelmoor
Kingsholt Langwasser Larkspur Lindenau Loxbury Marlfield Mapledown Mossvale Nethercott Nordhain Northgate Oakenshaw
Orchardlea Ostermark Pebblecombe Pinehurst Quarrydown Quillmere Ravenholt Redfern Ridgeback Rosenbruck Rushmere Saltmarsh
Sandhollow Silberau Slatebrook Sorrelford Steinhagen Stonewick Sundermere Tannengrund Thistledown Thornmoor Tidewater
Tollgate Umberfield Valemount Wachtelberg Walkermere Weidenau Westerholm Whitmarsh Willowbank Windermark Wolfsgrund
Woodbrook Wrenfield Yarrowdale Zeisig
""".split()  # noqa: SIM905

# Legal forms by country: written out, and as others write them.
LEGAL_FORMS = {
    "DE": [("GmbH", "Gesellschaft mbH"), ("AG", "Aktiengesellschaft"), ("GmbH", "G.m.b.H.")],
    "US": [("Incorporated", "Inc."), ("LLC", "L.L.C."), ("Corporation", "Corp.")],
    "GB": [("Limited", "Ltd"), ("LLP", "L.L.P."), ("Limited", "Ltd.")],
    "NL": [("B.V.", "BV")],
    "CH": [("AG", "SA")],
    "JP": [("K.K.", "Kabushiki Kaisha")],
}

# What a unit of a currency is worth in EUR, for prices, limits and thresholds; nobody trades, so one rate holds.
EUR_PER_UNIT = {"EUR": 1.0, "USD": 0.92, "GBP": 1.17, "CHF": 1.05, "JPY": 0.0061}
MINOR_UNITS = {"JPY": 0}  # two digits for all others

# Share of each company's suppliers by country.
SUPPLIER_COUNTRIES = {
    "DE": {"DE": 0.74, "NL": 0.08, "CH": 0.07, "GB": 0.05, "US": 0.06},
    "US": {"US": 0.90, "GB": 0.04, "DE": 0.03, "JP": 0.03},
    "GB": {"GB": 0.84, "DE": 0.05, "NL": 0.03, "US": 0.08},
}
CURRENCIES = {"DE": "EUR", "NL": "EUR", "US": "USD", "GB": "GBP", "CH": "CHF", "JP": "JPY"}
TAX_RATES = {"DE": "0.19", "NL": "0.21", "GB": "0.20", "CH": "0.081", "JP": "0.10", "US": "0.0"}
