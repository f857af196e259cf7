"""Shapes that public repositories and manuals show: tables of open-source CRMs, pipelines of warehouses, samples of applications; headers only, no data."""

from __future__ import annotations

from pathlib import Path

from tests.integration.unseen.company import Company, Deal, Figures, book, deals_csv, figures, fmt, grid, money, stamp, write
from tests.integration.unseen.market import LEADERS, SELLERS, Export, ended, login, loss, mail, odds, pick, said, without

PUBLISHED: dict[str, Export] = {}


def export(f: Export) -> Export:
    PUBLISHED[f.__name__] = f
    return f


def firm_key(d: Deal) -> int:
    return 300 + sum(map(ord, d.account or ""))


def firms(c: Company) -> list[tuple[int, str]]:
    return sorted({(firm_key(d), d.account or "") for d in c.deals})


@export
def tryton(c: Company, at: Path) -> None:
    deals_csv(
        at / "sale.opportunity.csv",
        c.deals,
        {
            "Number": lambda d: d.id,
            "Party": lambda d: d.account,
            "Company": lambda d: "Meridian Systems",
            "Description": lambda d: d.name,
            "Employee": lambda d: d.rep,
            "Amount": lambda d: d.value,
            "Currency": lambda d: "Euro",
            "Conversion Probability": lambda d: odds(d) / 100,
            "Start Date": lambda d: d.created,
            "End Date": lambda d: d.closed,
            "State": said("Won", "Lost", "Opportunity", "Lead"),
            "Lost Reason": loss,
        },
    )


@export
def bitrix_analytics(c: Company, at: Path) -> None:
    deals_csv(
        at / "crm_deal.csv",
        c.deals,
        {
            "ID": lambda d: d.id,
            "DATE_CREATE": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S"),
            "DATE_MODIFY": lambda d: stamp(d.modified, form="%Y-%m-%d %H:%M:%S"),
            "CREATED_BY_ID": lambda d: 1,
            "CREATED_BY_NAME": lambda d: LEADERS[0],
            "ASSIGNED_BY_ID": lambda d: 20 + SELLERS.index(d.rep),
            "ASSIGNED_BY_NAME": lambda d: d.rep,
            "ASSIGNED_BY": lambda d: f"[{20 + SELLERS.index(d.rep)}] {d.rep}",
            "COMPANY_ID": firm_key,
            "COMPANY_NAME": lambda d: d.account,
            "TITLE": lambda d: d.name,
            "CATEGORY_NAME": lambda d: "General",
            "STAGE_ID": said("C1:WON", "C1:LOSE", "C1:NEW", "C1:PREPARATION", "C1:EXECUTING"),
            "STAGE_NAME": said("Deal won", "Deal lost", "New", "Create papers", "In progress"),
            "STAGE_SEMANTIC_ID": said("S", "F", "P"),
            "OPPORTUNITY": lambda d: d.value,
            "CURRENCY_ID": lambda d: "USD",
            "BEGINDATE": lambda d: d.created,
            "CLOSEDATE": lambda d: d.close_date,
            "CLOSED": lambda d: "N" if d.status == "open" else "Y",
            "PROBABILITY": lambda d: "",
        },
    )


@export
def warehouse_hubspot(c: Company, at: Path) -> None:
    deals_csv(
        at / "deal.csv",
        c.deals,
        {
            "deal_id": lambda d: f"99{d.id}",
            "deal_pipeline_id": lambda d: "default",
            "deal_pipeline_stage_id": said("closedwon", "closedlost", "appointmentscheduled", "qualifiedtobuy", "decisionmakerboughtin", "contractsent"),
            "owner_id": lambda d: 880 + SELLERS.index(d.rep),
            "is_deleted": lambda d: "false",
            "_fivetran_synced": lambda d: "2026-11-20 03:11:00",
            "property_dealname": lambda d: d.name,
            "property_amount": lambda d: d.value,
            "property_closedate": lambda d: stamp(d.close_date, form="%Y-%m-%d %H:%M:%S"),
            "property_createdate": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S"),
            "property_hs_is_closed": lambda d: str(d.status != "open").lower(),
            "property_hs_is_closed_won": lambda d: str(d.status == "won").lower(),
        },
    )
    write(at / "owner.csv", ["owner_id", "email", "first_name", "last_name", "is_active", "portal_id"], [[880 + i, mail(n), *n.split(" ", 1), "true", 77] for i, n in enumerate(SELLERS)])
    write(at / "deal_company.csv", ["deal_id", "company_id", "type_id"], [[f"99{d.id}", firm_key(d), 5] for d in c.deals])
    write(at / "company.csv", ["id", "property_name", "property_domain", "property_industry"], [[k, n, "example.org", "Services"] for k, n in firms(c)])


@export
def close_month_and_won_flag(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "pipeline.csv",
        c.deals,
        {
            "Opportunity": lambda d: f"OPP-{d.id}",
            "Account": lambda d: d.account,
            "Region": pick(("West", "East", "Central")),
            "Owner": lambda d: d.rep,
            "Stage": lambda d: d.stage,
            "Amount": lambda d: d.value,
            "CloseMonth": lambda d: f"{d.close_date:%Y-%m}",
            "Won": lambda d: "TRUE" if d.status == "won" else "FALSE",
        },
    )
    return figures(without(c.deals, created=None))


@export
def frappe(c: Company, at: Path) -> None:
    deals_csv(
        at / "CRM Deal.csv",
        c.deals,
        {
            "name": lambda d: f"CRM-DEAL-{d.created.year if d.created else 2024}-{d.id}",
            "organization": lambda d: d.account,
            "lead_name": lambda d: "Kim Park",
            "status": said("Won", "Lost", "Qualification", "Demo/Making", "Proposal/Quotation", "Ready to Close"),
            "deal_value": lambda d: d.value,
            "currency": lambda d: "INR",
            "email": lambda d: "kim@example.org",
            "deal_owner": lambda d: mail(d.rep),
            "closed_date": lambda d: d.closed,
            "modified": lambda d: stamp(d.modified, form="%Y-%m-%d %H:%M:%S.123456"),
            "creation": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S.123456"),
        },
    )
    write(at / "User.csv", ["name", "full_name", "enabled", "user_type"], [[mail(n), n, 1, "System User"] for n in SELLERS])


@export
def erp_opportunities(c: Company, at: Path) -> None:
    deals_csv(
        at / "Opportunity.csv",
        c.deals,
        {
            "ID": lambda d: f"CRM-OPP-2025-{d.id}",
            "Opportunity From": lambda d: "Customer",
            "Party": lambda d: d.account,
            "Customer Name": lambda d: d.account,
            "Status": said("Converted", "Lost", "Open", "Quotation", "Replied"),
            "Opportunity Owner": lambda d: mail(d.rep),
            "Sales Stage": lambda d: d.stage if d.status == "open" else "Contracting",
            "Expected Closing Date": lambda d: fmt(d.close_date, "%d-%m-%Y"),
            "Opportunity Amount": lambda d: money(d.value),
            "Probability (%)": odds,
            "Territory": pick(("North", "South")),
            "Opportunity Date": lambda d: fmt(d.created, "%d-%m-%Y"),
        },
    )
    write(at / "User.csv", ["Email", "First Name", "Last Name", "Full Name", "Enabled"], [[mail(n), *n.split(" ", 1), n, 1] for n in SELLERS])


@export
def renewals_billed(c: Company, at: Path) -> None:
    deals_csv(
        at / "report.csv",
        c.deals,
        {
            "Territory Region": pick(("AMER", "EMEA")),
            "Opportunity Owner": lambda d: d.rep,
            "Account Name": lambda d: d.account,
            "Opportunity Name": lambda d: d.name,
            "Stage": said("8 - Closed Won", "0 - Closed Lost", "2 - Qualify", "3 - Solution", "4 - Propose", "5 - Negotiate"),
            "Forecast Category": said("Closed", "Omitted", "Pipeline", "Commit"),
            "Total Amount Currency": lambda d: "USD",
            "Total Amount": lambda d: money(d.value),
            "Billed iARR Currency": lambda d: "USD",
            "Billed iARR": lambda d: money((d.value or 0) * 0.6),
            "ARR to Renew Currency": lambda d: "USD",
            "ARR to Renew": lambda d: money(0.0),
            "Fiscal Period": lambda d: f"Q{(d.close_date.month + 2) // 3}-{d.close_date.year}",
            "Close Date": lambda d: fmt(d.close_date, "%-m/%-d/%Y"),
            "Created Date": lambda d: fmt(d.created, "%-m/%-d/%Y"),
            "Age": lambda d: int(d.id) % 80,
        },
    )


@export
def atomic(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "name": lambda d: d.name,
            "company_id": firm_key,
            "contact_ids": lambda d: "[3, 17]",
            "category": lambda d: "other",
            "stage": said("won", "lost", "opportunity", "proposal-sent", "in-negociation", "delayed"),
            "amount": lambda d: round(d.value or 0, 2),
            "created_at": lambda d: stamp(d.created, form="%Y-%m-%dT%H:%M:%S.881+00:00"),
            "updated_at": lambda d: stamp(d.modified, form="%Y-%m-%dT%H:%M:%S.881+00:00"),
            "archived_at": lambda d: "",
            "expected_closing_date": lambda d: stamp(d.close_date, form="%Y-%m-%dT%H:%M:%S.881+00:00"),
            "sales_id": lambda d: SELLERS.index(d.rep),
            "index": lambda d: int(d.id) % 7,
        },
    )
    write(
        at / "sales.csv",
        ["id", "user_id", "first_name", "last_name", "email", "administrator", "disabled"],
        [[i, f"8f1c-{i}", *n.split(" ", 1), mail(n), "false", "false"] for i, n in enumerate(SELLERS)],
    )
    write(at / "companies.csv", ["id", "name", "sector", "size", "website", "city"], [[k, n, "Services", 50, "https://example.org", "Oslo"] for k, n in firms(c)])


@export
def twenty(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "Id": lambda d: f"9a1b2c3d-0000-4000-8000-0000000{d.id}",
            "Name": lambda d: d.name,
            "Amount / Amount": lambda d: d.value,
            "Amount / Currency": lambda d: "EUR",
            "Close date": lambda d: stamp(d.close_date),
            "Stage": said("WON", "LOST", "NEW", "SCREENING", "MEETING", "PROPOSAL"),
            "Company / Name": lambda d: d.account,
            "Owner / Full name": lambda d: d.rep,
            "Creation date": lambda d: stamp(d.created),
            "Last update": lambda d: stamp(d.modified),
            "Created by / Name": lambda d: "API",
        },
    )


@export
def krayin(c: Company, at: Path) -> None:
    deals_csv(
        at / "leads.csv",
        c.deals,
        {
            "ID": lambda d: d.id,
            "Sales Person": lambda d: d.rep,
            "Subject": lambda d: d.name,
            "Source": pick(("Web", "Phone")),
            "Lead Value": lambda d: money(d.value, before="$"),
            "Lead Type": pick(("New Business", "Existing Business")),
            "Contact Person": lambda d: "Kim Park",
            "Organization": lambda d: d.account,
            "Stage": said("Won", "Lost", "New", "Follow Up", "Prospect", "Negotiation"),
            "Rotten Lead": lambda d: "No",
            "Expected Close Date": lambda d: fmt(d.expected, "%d %b %Y"),
            "Closed At": lambda d: stamp(d.closed, 9, "%d %b %Y %I:%M%p"),
            "Created At": lambda d: stamp(d.created, 9, "%d %b %Y %I:%M%p"),
        },
    )


@export
def espo(c: Company, at: Path) -> None:
    deals_csv(
        at / "Export_Opportunity.csv",
        c.deals,
        {
            "ID": lambda d: f"65f0{d.id}ab",
            "Name": lambda d: d.name,
            "Amount": lambda d: d.value,
            "Amount Currency": lambda d: "EUR",
            "Amount (converted)": lambda d: d.value,
            "Account Name": lambda d: d.account,
            "Stage": said("Closed Won", "Closed Lost", "Prospecting", "Qualification", "Proposal", "Negotiation"),
            "Probability, %": odds,
            "Lead Source": pick(("Call", "Email")),
            "Close Date": lambda d: fmt(d.close_date, "%d.%m.%Y"),
            "Created At": lambda d: stamp(d.created, form="%d.%m.%Y %H:%M"),
            "Modified At": lambda d: stamp(d.modified, form="%d.%m.%Y %H:%M"),
            "Created By Name": lambda d: "Admin",
            "Assigned User Name": lambda d: d.rep,
            "Assigned User Id": lambda d: f"64aa{SELLERS.index(d.rep)}",
            "Teams Names": lambda d: "Sales",
        },
        delimiter=";",
    )


@export
def fat_free(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "User": lambda d: "admin",
            "Campaign": lambda d: "",
            "Assigned To": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Name": lambda d: d.name,
            "Access": lambda d: "Public",
            "Source": lambda d: "web",
            "Stage": said("won", "lost", "prospecting", "analysis", "presentation", "proposal", "negotiation"),
            "Probability": odds,
            "Amount": lambda d: d.value,
            "Discount": lambda d: 0.0,
            "Weighted Amount": lambda d: (d.value or 0) * odds(d) / 100,
            "Closes On": lambda d: d.close_date,
            "Date Created": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S UTC"),
            "Date Updated": lambda d: stamp(d.modified, form="%Y-%m-%d %H:%M:%S UTC"),
        },
    )


@export
def stage_table(c: Company, at: Path) -> None:
    steps = ("Discovery", "Evaluation", "Proposal", "Contracting", "Signed", "Gone")
    deals_csv(
        at / "crm_deals.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "org_id": lambda d: 1,
            "pipeline_id": lambda d: 4,
            "stage_id": lambda d: 70 + steps.index({"won": "Signed", "lost": "Gone"}.get(d.status, d.stage)),
            "title": lambda d: d.name,
            "value": lambda d: d.value,
            "currency": lambda d: "USD",
            "company_id": firm_key,
            "close_date": lambda d: d.close_date,
            "owner_id": lambda d: 500 + SELLERS.index(d.rep),
            "created_by": lambda d: 500,
            "created_at": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S+00"),
            "updated_at": lambda d: stamp(d.modified, form="%Y-%m-%d %H:%M:%S+00"),
        },
    )
    write(
        at / "deal_stages.csv",
        ["id", "organization_id", "pipeline_id", "name", "position", "is_closed", "is_won"],
        [[70 + i, 1, 4, s, i + 1, "t" if i > 3 else "f", "t" if i == 4 else "f"] for i, s in enumerate(steps)],
    )
    write(
        at / "users.csv",
        ["id", "full_name", "email", "role", "manager_id"],
        [[500 + i, n, mail(n), "rep" if n in SELLERS else "manager", 509 + LEADERS.index(c.managers[n]) if n in c.managers else ""] for i, n in enumerate((*SELLERS, *LEADERS))],
    )
    write(at / "companies.csv", ["id", "name", "industry"], [[k, n, "Services"] for k, n in firms(c)])


@export
def snapshot_with_last_activity(c: Company, at: Path) -> None:
    deals_csv(
        at / "2026-11-20-hubspot-pipeline.csv",
        c.deals,
        {"deal_id": lambda d: d.id, "deal_name": lambda d: d.name, "company": lambda d: d.account, "stage": said("Closed won", "Closed lost", "Discovery", "Demo", "Proposal sent", "Legal"), "amount": lambda d: d.value, "close_date": lambda d: d.close_date, "created_date": lambda d: d.created, "owner": lambda d: d.rep, "source": lambda d: "ORGANIC_SEARCH", "last_activity": lambda d: d.modified},
    )  # fmt: skip


@export
def stages_without_closing(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "sales report.csv",
        c.deals,
        {
            "Date Created": lambda d: d.created,
            "Contact Person": lambda d: "Rohan Iyer",
            "Contact No": lambda d: "+91 9811100005",
            "Company Name": lambda d: d.account,
            "Deal Stage": lambda d: d.stage,
            "Sales Rep": lambda d: d.rep,
            "Deal Value": lambda d: round(d.value or 0, 2),
        },
    )
    return figures(without(c.deals, closed=None))


@export
def relational_dump(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "customer_id": firm_key,
            "sales_rep_id": lambda d: 1 + SELLERS.index(d.rep),
            "opportunity_name": lambda d: d.name,
            "stage": lambda d: d.stage,
            "probability": odds,
            "estimated_value": lambda d: d.value,
            "expected_close_date": lambda d: d.expected,
            "actual_close_date": lambda d: d.closed,
            "status": said("Won", "Lost", "Open"),
            "created_at": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S.%f"),
        },
    )
    write(at / "customers.csv", ["id", "company_name", "industry", "city", "created_at"], [[k, n, "Services", "Oslo", "2020-01-01"] for k, n in firms(c)])
    write(at / "sales_reps.csv", ["id", "first_name", "last_name", "email", "hire_date", "region_id"], [[1 + i, *n.split(" ", 1), mail(n), "2020-02-03", 1] for i, n in enumerate(SELLERS)])
    write(
        at / "activities.csv",
        ["id", "customer_id", "lead_id", "opportunity_id", "sales_rep_id", "activity_type", "subject", "activity_date", "duration_minutes", "outcome", "notes"],
        [[a.id, firm_key(a.deal), "", a.deal.id, 1 + SELLERS.index(a.rep), a.type.title(), a.subject, stamp(a.on, form="%Y-%m-%d %H:%M:%S"), 30, "Positive", ""] for a in c.activities],
    )
    return figures(c.deals, c.activities)


@export
def leads_by_stage_label(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "lead_export.csv",
        c.deals,
        {
            "id": lambda d: d.id,
            "name": lambda d: d.account,
            "email": lambda d: "info@example.org",
            "owner": lambda d: d.rep,
            "budget": lambda d: round(d.value or 0, 2),
            "starred": lambda d: "false",
            "created_at": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S"),
            "last_activity_at": lambda d: stamp(d.modified, form="%Y-%m-%d %H:%M:%S"),
            "stage_label": said("Won", "Lost", "New", "Contacted", "Visit", "Offer"),
            "source_name": lambda d: "organic",
            "total_activities": lambda d: int(d.id) % 9,
        },
    )
    return {rep: {k: v for k, v in f.items() if not k.startswith(("customers", "revenue_per"))} for rep, f in figures(without(c.deals, closed=None)).items()}


@export
def list_of_assignees(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunities.csv",
        c.deals,
        {
            "id": lambda d: f"6b1-{d.id}",
            "name": lambda d: d.name,
            "account": lambda d: d.account,
            "stage": said("CLOSED_WON", "CLOSED_LOST", "QUALIFICATION", "NEEDS_ANALYSIS", "PROPOSAL_PRICE_QUOTE", "NEGOTIATION_REVIEW"),
            "amount": lambda d: f"{d.value:.2f}",
            "currency": lambda d: "USD",
            "probability": odds,
            "closed_on": lambda d: d.close_date,
            "created_on": lambda d: stamp(d.created, form="%Y-%m-%dT%H:%M:%SZ"),
            "assigned_to": lambda d: f"['{d.rep}']" if "'" not in d.rep else f'["{d.rep}"]',
        },
    )


@export
def camel_case_dump(c: Company, at: Path) -> None:
    deals_csv(
        at / "mockOpportunities.csv",
        c.deals,
        {"id": lambda d: f"opp-{d.id}", "name": lambda d: d.name, "account": lambda d: d.account, "amountArr": lambda d: d.value, "probability": odds, "nextStep": lambda d: "Send updated MSA", "closeDate": lambda d: stamp(d.close_date), "stage": said("won", "lost", "discovery", "demo", "proposal", "commit"), "owner.id": lambda d: f"u{SELLERS.index(d.rep)}", "owner.name": lambda d: d.rep, "createdAt": lambda d: stamp(d.created)},
        delimiter="\t",
    )  # fmt: skip


@export
def step_and_standby(c: Company, at: Path) -> None:
    deals_csv(
        at / "leads_export.csv",
        c.deals,
        {
            "Lead ID": lambda d: d.id,
            "Lead": lambda d: d.name,
            "Client folder": lambda d: d.account,
            "Pipeline": lambda d: "Sales",
            "Step": lambda d: d.stage if d.status == "open" else "Contracting",
            "Status": said("won", "lost", "todo", "standby"),
            "Amount": lambda d: d.value,
            "Currency": lambda d: "EUR",
            "Probability": odds,
            "Probabilized amount": lambda d: (d.value or 0) * odds(d) / 100,
            "User": lambda d: d.rep,
            "Created at": lambda d: stamp(d.created, form="%d/%m/%Y %H:%M"),
            "Closed at": lambda d: stamp(d.closed, form="%d/%m/%Y %H:%M"),
            "Estimated closing date": lambda d: fmt(d.expected, "%d/%m/%Y"),
            "Remind date": lambda d: fmt(d.modified, "%d/%m/%Y"),
        },
        delimiter=";",
    )


@export
def summary_of_reps_beside(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals.csv",
        c.deals,
        {
            "Deal": lambda d: d.name,
            "Rep": lambda d: d.rep,
            "Company": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Amount": lambda d: d.value,
            "Created": lambda d: d.created,
            "Close Date": lambda d: d.close_date,
        },
    )
    write(
        at / "sales reps.csv",
        ["Name", "Deals Won", "Revenue", "Quota", "Attainment %"],
        [[n, sum(d.rep == n and d.status == "won" for d in c.deals), round(sum(d.value or 0 for d in c.deals if d.rep == n and d.status == "won"), 2), 100000, 84] for n in SELLERS],
    )


@export
def monthly_quota_rows_by_id(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "fact_opps.csv",
        c.deals,
        {
            "opp_id": lambda d: d.id,
            "rep_id": lambda d: f"R{SELLERS.index(d.rep):03d}",
            "acct_nm": lambda d: d.account,
            "opp_stg": lambda d: d.stage,
            "opp_amt": lambda d: d.value,
            "crt_dt": lambda d: d.created,
            "cls_dt": lambda d: d.close_date,
        },
    )
    write(at / "dim_rep.csv", ["rep_id", "rep_nm", "rep_email", "mgr_nm", "start_dt"], [[f"R{i:03d}", n, mail(n), c.managers[n], "2020-04-01"] for i, n in enumerate(SELLERS)])
    write(
        at / "rep_quota.csv",
        ["rep_id", "quota_month", "quota_amt"],
        [[f"R{i:03d}", f"2025-{m:02d}-01", round(c.quotas[n, 2025, (m + 2) // 3] / 3, 2)] for i, n in enumerate(SELLERS) for m in range(1, 13)],
    )
    out = figures(c.deals)
    for n in SELLERS:
        for m in range(1, 13):
            won = sum(d.value or 0 for d in c.deals if d.rep == n and d.status == "won" and d.closed and (d.closed.year, d.closed.month) == (2025, m))
            out[n][f"attainment.2025-{m:02d}"] = won / round(c.quotas[n, 2025, (m + 2) // 3] / 3, 2)
    return out


@export
def call_log_and_calendar(c: Company, at: Path) -> Figures:
    deals_csv(
        at / "Deals.csv",
        c.deals,
        {
            "Deal ID": lambda d: d.id,
            "Deal Owner": lambda d: d.rep,
            "Account": lambda d: d.account,
            "Stage": lambda d: d.stage,
            "Amount": lambda d: d.value,
            "Created Time": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S"),
            "Closing Date": lambda d: d.close_date,
        },
    )
    write(
        at / "call_log.csv",
        ["call id", "direction", "from", "to", "user name", "user email", "started at (utc)", "duration (in call)", "missed call reason"],
        [[a.id, "outbound", "+4722", "+4930", a.rep, mail(a.rep), stamp(a.on, form="%Y-%m-%d %H:%M:%S"), 184, ""] for a in c.activities if a.type == "call"],
    )
    write(
        at / "calendar.csv",
        ["Subject", "Start Date", "Start Time", "End Date", "End Time", "Meeting Organizer", "Required Attendees", "Location"],
        [[a.subject, fmt(a.on, "%-m/%-d/%Y"), "10:00:00 AM", fmt(a.on, "%-m/%-d/%Y"), "10:30:00 AM", a.rep, "kim@example.org", "Online"] for a in c.activities if a.type == "meeting"],
    )
    kept = [a for a in c.activities if a.type != "email"]
    return figures(c.deals, kept)


@export
def bids_and_awards(c: Company, at: Path) -> None:
    rows = grid(
        c.deals,
        {
            "Bid #": lambda d: int(d.id),
            "Estimator": pick(("Nils Berg", "Uma Das")),
            "Salesperson": lambda d: d.rep,
            "Customer": lambda d: d.account,
            "Project": lambda d: d.name,
            "Bid Date": lambda d: d.created,
            "Bid Amount": lambda d: d.value,
            "Award Date": lambda d: d.closed,
            "Bid Result": said("Awarded", "Not Awarded", "Pending"),
        },
    )
    book(at / "Bid log.xlsx", {"Bid log": [["Bid log, all branches"], ["Updated weekly"], *rows]})


@export
def quotes_accepted_declined(c: Company, at: Path) -> None:
    deals_csv(
        at / "quotes.csv",
        c.deals,
        {"Quote No": lambda d: f"Q-{d.id}", "Prepared By": lambda d: d.rep, "Client": lambda d: d.account, "Quote Total (ex GST)": lambda d: money(d.value, before="$"), "GST": lambda d: money((d.value or 0) * 0.1, before="$"), "Quote Total (inc GST)": lambda d: money((d.value or 0) * 1.1, before="$"), "Date Quoted": lambda d: fmt(d.created, "%d/%m/%Y"), "Status": said("Accepted", "Declined", "Sent", "Viewed"), "Date Accepted/Declined": lambda d: fmt(d.closed, "%d/%m/%Y")},
    )  # fmt: skip


@export
def logins_with_directory(c: Company, at: Path) -> None:
    deals_csv(
        at / "opps.csv",
        c.deals,
        {
            "OPP_NO": lambda d: d.id,
            "SALESPERSON_CODE": lambda d: login(d.rep).upper()[:10],
            "BILL_TO_NAME": lambda d: d.account,
            "OPP_STATUS": said("Won", "Lost", "In Progress", "Not Started"),
            "ESTIMATED_VALUE_LCY": lambda d: d.value,
            "CREATION_DATE": lambda d: fmt(d.created, "%d-%m-%y"),
            "DATE_CLOSED": lambda d: fmt(d.closed, "%d-%m-%y"),
            "CHANCES_OF_SUCCESS": odds,
        },
    )
    write(at / "salespeople.csv", ["Code", "Name", "Job Title", "E-Mail", "Commission %"], [[login(n).upper()[:10], n, "Account Manager", mail(n), 5] for n in SELLERS])


@export
def flags_of_three(c: Company, at: Path) -> None:
    deals_csv(
        at / "records.csv",
        c.deals,
        {
            "record": lambda d: d.id,
            "agent_name": lambda d: d.rep,
            "customer_name": lambda d: d.account,
            "deal_won": lambda d: int(d.status == "won"),
            "deal_lost": lambda d: int(d.status == "lost"),
            "deal_open": lambda d: int(d.status == "open"),
            "deal_amount_usd": lambda d: d.value,
            "opened_date": lambda d: d.created,
            "won_date": lambda d: ended(d, "won"),
            "lost_date": lambda d: ended(d, "lost"),
        },
    )
