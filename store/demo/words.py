"""Names and short words the demo company's CRM is filled with."""

from __future__ import annotations

CLINIC_PLACES = (
    "Lakeside", "Old Mill", "Riverbank", "St. Anne's", "Marktplatz", "Harbour Street", "Beechwood", "Nordstad", "Vieux-Port", "Castle Hill",
    "Sankt Georg", "Parkview", "Montrose", "Elm Road", "Gare du Nord", "Kirkegade", "Silverdale", "Plaza Mayor", "Bridgend", "Westhaven",
    "Lindenhof", "Oakfield", "Praia Norte", "Fairmount", "Rosengarten", "Abbey Lane", "Cathedral Square", "Duinzicht", "Highgate", "Kings Cross",
    "Larkspur", "Meadow Court", "Nieuwmarkt", "Orchard", "Porta Romana", "Queensway", "Rathausplatz", "Seaview", "Tivoli", "Union Canal",
    "Valley Road", "Willowbrook", "Zuidas", "Ashgrove", "Bellevue", "Canal Side", "Dom Luís", "Eastgate", "Fjordgata", "Green Park",
    "Hillcrest", "Innenstadt", "Juniper", "Kastanienallee", "Long Acre", "Market Cross", "North Quay", "Opera", "Paddock", "Quinta",
    "Am Wall", "Bosrand", "Clifton", "Damrak", "Elbchaussee", "Foxley", "Gracht", "Heath Lane", "Ilha Verde", "Jakobstor", "Kongens Have", "Lower Mill",
    "Minster Yard", "Noorderpark", "Oude Haven", "Pont Neuf", "Quarry Road", "Ribeira", "Saint-Roch", "Torvet", "Upper Bridge", "Vesterbro", "Waterfront", "Yew Tree",
    "Zum Anker", "Apple Market", "Bishop's Gate", "Chestnut", "Deichstraße", "Esplanade", "Ferry Road", "Gothersgade", "Hafen", "Iris Court", "Jubilee", "Kloster",
    "Lockside", "Maplewood", "New Dock", "Old Brewery", "Poplar", "Rua Nova", "Stone Bridge", "Tulip Lane", "Vine Street", "Wharf",
)  # fmt: skip
CLINIC_KINDS = (
    "Dental", "Physiotherapy", "Eye Clinic", "Family Practice", "Skin Clinic", "Children's Clinic", "Orthopaedics", "Veterinary Clinic", "Radiology",
    "Women's Health", "Sports Medicine", "Hearing Centre", "Sleep Clinic", "Podiatry", "Cardiology", "Speech Therapy", "Allergy Clinic", "Medical Centre",
    "Rehabilitation", "Orthodontics", "Endoscopy", "Urology", "Travel Clinic", "Osteopathy", "Dialysis Centre", "Memory Clinic", "Pain Clinic", "Nutrition",
    "Dermatology", "Imaging", "Fertility Centre", "Walk-in Clinic", "Oral Surgery", "Vein Clinic", "Audiology", "Midwives", "Occupational Health", "Neurology",
    "Rheumatology", "Psychotherapy", "Day Surgery", "Foot Clinic", "Vaccination Centre", "Lung Clinic", "Gastroenterology", "Hand Clinic", "Diabetes Care", "Acupuncture",
    "Paediatrics", "Ear Nose and Throat", "Spine Centre", "Laser Clinic", "Community Clinic", "Private Practice", "Group Practice", "Health Centre",
)  # fmt: skip
SOURCES = ("Outbound", "Outbound", "Outbound", "Website", "Referral", "Partner", "Trade Fair")
LOST_REASONS = ("Price", "No decision", "No decision", "Competitor", "Timing", "Missing integration")

SUBJECTS = {
    "call": ("Discovery call", "Follow-up call", "Call about the waiting list", "Check-in call", "Call with the practice manager"),
    "email": ("Recap of our call", "Proposal sent", "Question about integration", "Next steps", "Reference from a similar clinic"),
    "meeting": ("Meeting with reception and practice manager", "Proposal review", "Security questions", "Meeting with the owners", "Go-live plan"),
    "demo": ("Demo of the booking page", "Demo for reception", "Demo with their own calendar"),
    "task": ("Update the close date", "Send the security sheet", "Prepare the proposal", "Ask for a reference", "Tidy up the notes"),
}
