"""Exports of vendors in the language of the place, third look: as their manuals and forums name the columns."""

from __future__ import annotations

from pathlib import Path

from tests.integration.unseen.company import Company, Figures, book, deals_csv, figures, fmt, grid, money, stamp
from tests.integration.unseen.market import Export, ended, loss, odds, pick, said

ABROAD: dict[str, Export] = {}


def export(f: Export) -> Export:
    ABROAD[f.__name__] = f
    return f


@export
def hubspot_german(c: Company, at: Path) -> None:
    deals_csv(
        at / "hubspot-crm-exports-alle-deals.csv",
        c.deals,
        {"Datensatz-ID": lambda d: f"66{d.id}", "Dealname": lambda d: d.name, "Deal-Phase": said("Abgeschlossen und gewonnen", "Abgeschlossen und verloren", "Termin vereinbart", "Präsentation geplant", "Vertrag gesendet"), "Abschlussdatum": lambda d: stamp(d.close_date, form="%Y-%m-%d %H:%M"), "Zuständiger Mitarbeiter für Deal": lambda d: d.rep, "Betrag": lambda d: d.value, "Pipeline": lambda d: "Vertriebspipeline", "Erstelldatum": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M"), "Associated Company": lambda d: d.account},
    )  # fmt: skip


@export
def hubspot_polish(c: Company, at: Path) -> None:
    deals_csv(
        at / "transakcje.csv",
        c.deals,
        {"Identyfikator rekordu": lambda d: f"66{d.id}", "Nazwa transakcji": lambda d: d.name, "Etap transakcji": said("Zamknięte - wygrane", "Zamknięte - przegrane", "Umówione spotkanie", "Prezentacja", "Wysłano umowę"), "Data zamknięcia": lambda d: stamp(d.close_date, form="%Y-%m-%d %H:%M"), "Właściciel transakcji": lambda d: d.rep, "Kwota": lambda d: d.value, "Data utworzenia": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M"), "Powiązana firma": lambda d: d.account},
    )  # fmt: skip


@export
def hubspot_swedish(c: Company, at: Path) -> None:
    deals_csv(
        at / "affarer.csv",
        c.deals,
        {"Post-ID": lambda d: f"66{d.id}", "Affärsnamn": lambda d: d.name, "Affärsstadium": said("Stängd - vunnen", "Stängd - förlorad", "Möte bokat", "Presentation", "Avtal skickat"), "Slutdatum": lambda d: stamp(d.close_date, form="%Y-%m-%d %H:%M"), "Affärsägare": lambda d: d.rep, "Belopp": lambda d: d.value, "Skapandedatum": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M"), "Associerat företag": lambda d: d.account},
    )  # fmt: skip


@export
def pipedrive_german(c: Company, at: Path) -> None:
    deals_csv(
        at / "deals-123.csv",
        c.deals,
        {"Deal - Titel": lambda d: d.name, "Deal - Besitzer": lambda d: d.rep, "Deal - Organisation": lambda d: d.account, "Deal - Wert": lambda d: money(d.value, "", ","), "Deal - Währung von Wert": lambda d: "EUR", "Deal - Gewichteter Wert": lambda d: money((d.value or 0) * odds(d) / 100, "", ","), "Deal - Phase": lambda d: "Verhandlung", "Deal - Status": said("Gewonnen", "Verloren", "Offen"), "Deal - Deal erstellt": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S"), "Deal - Gewonnen um": lambda d: stamp(ended(d, "won"), form="%Y-%m-%d %H:%M:%S"), "Deal - Verloren um": lambda d: stamp(ended(d, "lost"), form="%Y-%m-%d %H:%M:%S"), "Deal - Erwartetes Abschlussdatum": lambda d: d.expected, "Deal - Grund für Verlust": loss},
        delimiter=";",
    )  # fmt: skip


@export
def pipedrive_french(c: Company, at: Path) -> None:
    deals_csv(
        at / "affaires-1.csv",
        c.deals,
        {"Affaire - Titre": lambda d: d.name, "Affaire - Propriétaire": lambda d: d.rep, "Affaire - Organisation": lambda d: d.account, "Affaire - Valeur": lambda d: d.value, "Affaire - Devise": lambda d: "EUR", "Affaire - Étape": lambda d: "Négociation", "Affaire - Statut": said("Gagné", "Perdu", "En cours"), "Affaire - Affaire créée": lambda d: stamp(d.created, form="%Y-%m-%d %H:%M:%S"), "Affaire - Gagnée le": lambda d: stamp(ended(d, "won"), form="%Y-%m-%d %H:%M:%S"), "Affaire - Perdue le": lambda d: stamp(ended(d, "lost"), form="%Y-%m-%d %H:%M:%S")},
    )  # fmt: skip


@export
def dynamics_french(c: Company, at: Path) -> None:
    rows = grid(
        c.deals,
        {"(Ne pas modifier) Opportunité": lambda d: f"8d3f0a5e-77aa-ee11-a569-0022480{d.id}", "(Ne pas modifier) Somme de contrôle de ligne": lambda d: f"u0r{d.id}==", "(Ne pas modifier) Date de modification": lambda d: d.modified, "Rubrique": lambda d: d.name, "Client potentiel": lambda d: d.account, "Date de conclusion estimée": lambda d: d.expected, "Chiffre d'affaires estimé": lambda d: d.value, "Chiffre d'affaires réel": lambda d: d.value if d.status == "won" else None, "Date de conclusion réelle": lambda d: d.closed, "Statut": said("Conclue", "Perdue", "Ouverte"), "Propriétaire": lambda d: d.rep, "Créé le": lambda d: d.created},
    )  # fmt: skip
    book(at / "Opportunités.xlsx", {"Toutes les opportunités": rows})


@export
def salesforce_spanish(c: Company, at: Path) -> None:
    deals_csv(
        at / "informe.csv",
        c.deals,
        {"Propietario de oportunidad": lambda d: d.rep, "Nombre de la cuenta": lambda d: d.account, "Nombre de la oportunidad": lambda d: d.name, "Etapa": said("Ganada cerrada", "Perdida cerrada", "Prospección", "Calificación", "Propuesta", "Negociación"), "Periodo fiscal": lambda d: "T1-2025", "Importe": lambda d: money(d.value, ".", ",", before="EUR "), "Probabilidad (%)": odds, "Antigüedad": lambda d: 30, "Fecha de cierre": lambda d: fmt(d.close_date, "%d/%m/%Y"), "Fecha de creación": lambda d: fmt(d.created, "%d/%m/%Y")},
        delimiter=";",
    )  # fmt: skip


@export
def salesforce_portuguese(c: Company, at: Path) -> None:
    deals_csv(
        at / "relatorio.csv",
        c.deals,
        {"Proprietário da oportunidade": lambda d: d.rep, "Nome da conta": lambda d: d.account, "Nome da oportunidade": lambda d: d.name, "Fase": said("Fechado e ganho", "Fechado e perdido", "Prospecção", "Qualificação", "Proposta", "Negociação"), "Valor": lambda d: money(d.value, ".", ",", before="BRL "), "Data de fechamento": lambda d: fmt(d.close_date, "%d/%m/%Y"), "Data de criação": lambda d: fmt(d.created, "%d/%m/%Y"), "Idade": lambda d: 12},
    )  # fmt: skip


@export
def piperun(c: Company, at: Path) -> None:
    deals_csv(
        at / "oportunidades.csv",
        c.deals,
        {"ID": lambda d: d.id, "Título": lambda d: d.name, "Funil": lambda d: "Vendas", "Etapa": lambda d: pick(("Contato", "Proposta"))(d), "Status": said("Ganha", "Perdida", "Aberta"), "Valor de P&S": lambda d: money(d.value, ".", ","), "Valor de MRR": lambda d: "0,00", "Dono da oportunidade": lambda d: d.rep, "Empresa (nome fantasia)": lambda d: d.account, "Data de cadastro": lambda d: stamp(d.created, form="%d/%m/%Y %H:%M:%S"), "Data do fechamento": lambda d: stamp(d.closed, form="%d/%m/%Y %H:%M:%S"), "Previsão de fechamento": lambda d: fmt(d.expected, "%d/%m/%Y")},
        delimiter=";",
    )  # fmt: skip


@export
def agendor(c: Company, at: Path) -> None:
    deals_csv(
        at / "negocios.csv",
        c.deals,
        {"Código": lambda d: d.id, "Título do negócio": lambda d: d.name, "Empresa relacionada": lambda d: d.account, "Valor total": lambda d: money(d.value, ".", ",", before="R$ "), "Status": said("Ganho", "Perdido", "Em andamento"), "Etapa": lambda d: "Proposta", "Responsável": lambda d: d.rep, "Data de início": lambda d: fmt(d.created, "%d/%m/%Y"), "Data de conclusão": lambda d: fmt(d.closed, "%d/%m/%Y"), "Motivo de perda": loss},
    )  # fmt: skip


@export
def sellsy(c: Company, at: Path) -> None:
    deals_csv(
        at / "opportunites.csv",
        c.deals,
        {"Référence": lambda d: d.id, "Nom": lambda d: d.name, "Tiers": lambda d: d.account, "Montant potentiel": lambda d: money(d.value, " ", ","), "Probabilité": odds, "Pipeline": lambda d: "Ventes", "Étape": lambda d: "Devis", "Statut": said("Gagnée", "Perdue", "Ouverte", "En retard"), "Collaborateur": lambda d: d.rep, "Créée le": lambda d: fmt(d.created, "%d/%m/%Y"), "Échéance": lambda d: fmt(d.expected, "%d/%m/%Y"), "Clôturée le": lambda d: fmt(d.closed, "%d/%m/%Y")},
        delimiter=";",
        encoding="utf-8-sig",
    )  # fmt: skip


@export
def weclapp(c: Company, at: Path) -> None:
    deals_csv(
        at / "Chancen.csv",
        c.deals,
        {"Chancennummer": lambda d: d.id, "Thema": lambda d: d.name, "Kunde": lambda d: d.account, "Verantwortlicher Benutzer": lambda d: d.rep, "Verkaufsstufe": lambda d: "Angebot", "Erwarteter Umsatz": lambda d: money(d.value, ".", ","), "Wahrscheinlichkeit": odds, "Erstelldatum": lambda d: fmt(d.created, "%d.%m.%Y"), "Erwartetes Abschlussdatum": lambda d: fmt(d.expected, "%d.%m.%Y"), "Gewonnen/Verloren": said("Gewonnen", "Verloren", ""), "Gewonnen/Verloren am": lambda d: fmt(d.closed, "%d.%m.%Y")},
        delimiter=";",
    )  # fmt: skip


@export
def swiss_offers(c: Company, at: Path) -> None:
    deals_csv(
        at / "Offerten.csv",
        c.deals,
        {"Offert-Nr.": lambda d: d.id, "Firma": lambda d: d.account, "Sachbearbeiter": lambda d: d.rep, "Offertdatum": lambda d: fmt(d.created, "%d.%m.%Y"), "Offertbetrag CHF": lambda d: money(d.value, "'", "."), "Status": said("Auftrag", "Absage", "Pendent"), "Entscheid": lambda d: fmt(d.closed, "%d.%m.%Y")},
        delimiter=";",
        encoding="utf-8-sig",
    )  # fmt: skip


@export
def japanese_sfa(c: Company, at: Path) -> None:
    deals_csv(
        at / "案件一覧.csv",
        c.deals,
        {"案件ID": lambda d: d.id, "案件名": lambda d: d.name, "取引先": lambda d: d.account, "案件担当者": lambda d: d.rep, "案件タイプ": lambda d: "新規", "フェーズ": lambda d: "提案", "ステータス": said("受注", "失注", "商談中"), "契約金額（税抜）": lambda d: f"{d.value:,.2f}", "契約予定日": lambda d: fmt(d.expected, "%Y/%m/%d"), "案件登録日": lambda d: stamp(d.created, form="%Y/%m/%d %H:%M"), "案件終了日": lambda d: fmt(d.closed, "%Y/%m/%d")},
        encoding="utf-8-sig",
    )  # fmt: skip


@export
def chinese_traditional(c: Company, at: Path) -> None:
    deals_csv(
        at / "商機報表.csv",
        c.deals,
        {"商機編號": lambda d: d.id, "商機名稱": lambda d: d.name, "客戶名稱": lambda d: d.account, "業務負責人": lambda d: d.rep, "銷售階段": said("贏單", "輸單", "需求訪談", "提案報價"), "預估金額": lambda d: money(d.value), "建立日期": lambda d: d.created, "結案日期": lambda d: d.closed},
        encoding="utf-8-sig",
    )  # fmt: skip


@export
def russian_kommo(c: Company, at: Path) -> None:
    deals_csv(
        at / "amocrm_export_leads.csv",
        c.deals,
        {"ID": lambda d: d.id, "Название сделки": lambda d: d.name, "Компания": lambda d: d.account, "Ответственный": lambda d: d.rep, "Этап сделки": said("Успешно реализовано", "Закрыто и не реализовано", "Первичный контакт", "Переговоры", "Принимают решение"), "Воронка": lambda d: "Продажи", "Бюджет": lambda d: d.value, "Дата создания сделки": lambda d: stamp(d.created, form="%d.%m.%Y %H:%M:%S"), "Кем создана сделка": lambda d: "Робот", "Дата закрытия": lambda d: stamp(d.closed, form="%d.%m.%Y %H:%M:%S"), "Дата редактирования": lambda d: stamp(d.modified, form="%d.%m.%Y %H:%M:%S")},
        delimiter=";",
        encoding="utf-8-sig",
    )  # fmt: skip


@export
def ukrainian(c: Company, at: Path) -> None:
    deals_csv(
        at / "ugody.csv",
        c.deals,
        {"Номер": lambda d: d.id, "Угода": lambda d: d.name, "Клієнт": lambda d: d.account, "Відповідальний": lambda d: d.rep, "Статус": said("Виграно", "Програно", "В роботі"), "Сума": lambda d: money(d.value, " ", ",", after=" грн"), "Дата створення": lambda d: fmt(d.created, "%d.%m.%Y"), "Дата закриття": lambda d: fmt(d.closed, "%d.%m.%Y")},
        delimiter=";",
    )  # fmt: skip


@export
def finnish(c: Company, at: Path) -> None:
    deals_csv(
        at / "myyntimahdollisuudet.csv",
        c.deals,
        {"Myyntimahdollisuus": lambda d: d.name, "Asiakas": lambda d: d.account, "Myyjä": lambda d: d.rep, "Tila": said("Voitettu", "Hävitty", "Avoin", "Tarjous"), "Arvo": lambda d: money(d.value, "\u00a0", ",", after=" €"), "Luotu": lambda d: fmt(d.created, "%-d.%-m.%Y"), "Päättynyt": lambda d: fmt(d.closed, "%-d.%-m.%Y")},
        delimiter=";",
    )  # fmt: skip


@export
def hungarian(c: Company, at: Path) -> None:
    deals_csv(
        at / "lehetosegek.csv",
        c.deals,
        {"Lehetőség neve": lambda d: d.name, "Ügyfél": lambda d: d.account, "Értékesítő": lambda d: d.rep, "Állapot": said("Megnyert", "Elveszett", "Folyamatban"), "Összeg": lambda d: money(d.value, " ", ",", after=" Ft"), "Létrehozás dátuma": lambda d: fmt(d.created, "%Y. %m. %d."), "Lezárás dátuma": lambda d: fmt(d.closed, "%Y. %m. %d.")},
        delimiter=";",
    )  # fmt: skip


@export
def romanian(c: Company, at: Path) -> None:
    deals_csv(
        at / "oportunitati.csv",
        c.deals,
        {"Oportunitate": lambda d: d.name, "Client": lambda d: d.account, "Agent vânzări": lambda d: d.rep, "Stadiu": said("Câștigată", "Pierdută", "În lucru"), "Valoare (RON)": lambda d: money(d.value, ".", ","), "Data creării": lambda d: fmt(d.created, "%d.%m.%Y"), "Data închiderii": lambda d: fmt(d.closed, "%d.%m.%Y")},
    )  # fmt: skip


@export
def vietnamese(c: Company, at: Path) -> None:
    deals_csv(
        at / "co_hoi.csv",
        c.deals,
        {"Mã cơ hội": lambda d: d.id, "Tên cơ hội": lambda d: d.name, "Khách hàng": lambda d: d.account, "Nhân viên kinh doanh": lambda d: d.rep, "Giai đoạn": said("Thành công", "Thất bại", "Đang xử lý"), "Giá trị": lambda d: money(d.value, ".", ","), "Ngày tạo": lambda d: fmt(d.created, "%d/%m/%Y"), "Ngày đóng": lambda d: fmt(d.closed, "%d/%m/%Y")},
    )  # fmt: skip


@export
def unknown_language(c: Company, at: Path) -> Figures | None:
    """Headers in a language nobody put into the synonyms (Basque); the words of the outcome are English."""
    deals_csv(
        at / "aukerak.csv",
        c.deals,
        {"Saltzailea": lambda d: d.rep, "Bezeroa": lambda d: d.account, "Egoera": said("Won", "Lost", "Open"), "Zenbatekoa": lambda d: money(d.value, ".", ",", after=" €"), "Sortze-data": lambda d: d.created, "Ixte-data": lambda d: d.closed},
        delimiter=";",
    )  # fmt: skip
    return figures(c.deals)
