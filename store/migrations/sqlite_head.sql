CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)

-- next

CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	by_id VARCHAR(40) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	action VARCHAR(40) NOT NULL, 
	subject TEXT NOT NULL, 
	rep_id VARCHAR(40), 
	detail JSON NOT NULL, 
	once TEXT, 
	CONSTRAINT pk_audit PRIMARY KEY (id), 
	CONSTRAINT uq_audit_once UNIQUE (once)
)

-- next

CREATE TABLE data_state (
	id INTEGER NOT NULL, 
	generation INTEGER NOT NULL, 
	CONSTRAINT pk_data_state PRIMARY KEY (id), 
	CONSTRAINT ck_data_state_one_row CHECK (id = 1)
)

-- next

CREATE TABLE fact_files (
	path TEXT NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	month VARCHAR(10) NOT NULL, 
	row_count INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	CONSTRAINT pk_fact_files PRIMARY KEY (path)
)

-- next

CREATE TABLE imports (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	by_id VARCHAR(40) NOT NULL, 
	observed_on DATE NOT NULL, 
	report JSON NOT NULL, 
	CONSTRAINT pk_imports PRIMARY KEY (id)
)

-- next

CREATE TABLE initiatives (
	id VARCHAR(40) NOT NULL, 
	title TEXT NOT NULL, 
	body TEXT NOT NULL, 
	start_on DATE NOT NULL, 
	end_on DATE, 
	CONSTRAINT pk_initiatives PRIMARY KEY (id)
)

-- next

CREATE TABLE people (
	id VARCHAR(40) NOT NULL, 
	name TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	named BOOLEAN NOT NULL, 
	email TEXT, 
	job TEXT, 
	region TEXT, 
	team TEXT, 
	hired_on DATE, 
	is_rep BOOLEAN NOT NULL, 
	is_admin BOOLEAN NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (id)
)

-- next

CREATE TABLE resume_claims (
	thread_id TEXT NOT NULL, 
	interrupt_id TEXT NOT NULL, 
	by_id VARCHAR(40) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_resume_claims PRIMARY KEY (thread_id, interrupt_id)
)

-- next

CREATE TABLE sign_in_tries (
	id INTEGER NOT NULL, 
	login_sha256 VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_sign_in_tries PRIMARY KEY (id)
)

-- next

CREATE TABLE threads (
	id TEXT NOT NULL, 
	owner_id VARCHAR(40) NOT NULL, 
	opened_at DATETIME NOT NULL, last_at DATETIME, rep_id VARCHAR(40), title TEXT, 
	CONSTRAINT pk_threads PRIMARY KEY (id)
)

-- next

CREATE TABLE agendas (
	id VARCHAR(40) NOT NULL, 
	rep_id VARCHAR(40) NOT NULL, 
	meeting_on DATE NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	by_rep BOOLEAN NOT NULL, 
	shared_version INTEGER, 
	CONSTRAINT pk_agendas PRIMARY KEY (id), 
	CONSTRAINT fk_agendas_rep_id_people FOREIGN KEY(rep_id) REFERENCES people (id) ON DELETE CASCADE
)

-- next

CREATE TABLE aspirations (
	id INTEGER NOT NULL, 
	rep_id VARCHAR(40) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	words TEXT NOT NULL, 
	said_on DATE NOT NULL, 
	amount VARCHAR(40), 
	segment VARCHAR(40), 
	CONSTRAINT pk_aspirations PRIMARY KEY (id), 
	CONSTRAINT fk_aspirations_rep_id_people FOREIGN KEY(rep_id) REFERENCES people (id) ON DELETE CASCADE
)

-- next

CREATE TABLE facts (
	id VARCHAR(40) NOT NULL, 
	rep_id VARCHAR(40), 
	name TEXT NOT NULL, 
	as_of DATE NOT NULL, 
	body JSON NOT NULL, 
	saved_at DATETIME NOT NULL, 
	CONSTRAINT pk_facts PRIMARY KEY (id), 
	CONSTRAINT fk_facts_rep_id_people FOREIGN KEY(rep_id) REFERENCES people (id) ON DELETE CASCADE
)

-- next

CREATE TABLE goals (
	number INTEGER NOT NULL, 
	id VARCHAR(40) NOT NULL, 
	rep_id VARCHAR(40) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	draft JSON NOT NULL, 
	completion_date DATE, 
	suggested_by TEXT NOT NULL, 
	suggested_at DATETIME NOT NULL, 
	agreed_at DATETIME, 
	decided_on DATE, 
	agenda_id VARCHAR(40), 
	CONSTRAINT pk_goals PRIMARY KEY (number), 
	CONSTRAINT fk_goals_rep_id_people FOREIGN KEY(rep_id) REFERENCES people (id) ON DELETE CASCADE, 
	CONSTRAINT uq_goals_id UNIQUE (id)
)

-- next

CREATE TABLE import_files (
	id INTEGER NOT NULL, 
	import_id INTEGER NOT NULL, 
	name VARCHAR(500) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	row_count INTEGER NOT NULL, 
	CONSTRAINT pk_import_files PRIMARY KEY (id), 
	CONSTRAINT fk_import_files_import_id_imports FOREIGN KEY(import_id) REFERENCES imports (id) ON DELETE CASCADE
)

-- next

CREATE TABLE management_lines (
	id INTEGER NOT NULL, 
	rep_id VARCHAR(40) NOT NULL, 
	manager_id VARCHAR(40) NOT NULL, 
	valid_from DATE, 
	valid_to DATE, 
	CONSTRAINT pk_management_lines PRIMARY KEY (id), 
	CONSTRAINT ck_management_lines_somebody_else CHECK (rep_id <> manager_id), 
	CONSTRAINT fk_management_lines_manager_id_people FOREIGN KEY(manager_id) REFERENCES people (id) ON DELETE CASCADE, 
	CONSTRAINT fk_management_lines_rep_id_people FOREIGN KEY(rep_id) REFERENCES people (id) ON DELETE CASCADE
)

-- next

CREATE TABLE one_on_ones (
	id VARCHAR(60) NOT NULL, 
	rep_id VARCHAR(40) NOT NULL, 
	manager_id VARCHAR(40), 
	day DATE NOT NULL, 
	minutes INTEGER NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	notes TEXT, 
	rep_rating INTEGER, 
	manager_rating INTEGER, 
	CONSTRAINT pk_one_on_ones PRIMARY KEY (id), 
	CONSTRAINT ck_one_on_ones_manager_rating CHECK (manager_rating BETWEEN 1 AND 5), 
	CONSTRAINT ck_one_on_ones_rep_rating CHECK (rep_rating BETWEEN 1 AND 5), 
	CONSTRAINT fk_one_on_ones_manager_id_people FOREIGN KEY(manager_id) REFERENCES people (id) ON DELETE SET NULL, 
	CONSTRAINT fk_one_on_ones_rep_id_people FOREIGN KEY(rep_id) REFERENCES people (id) ON DELETE CASCADE
)

-- next

CREATE TABLE opportunity_changes (
	id INTEGER NOT NULL, 
	opportunity_id TEXT NOT NULL, 
	rep_id VARCHAR(40) NOT NULL, 
	field VARCHAR(40) NOT NULL, 
	old TEXT, 
	new TEXT, 
	changed_on DATE NOT NULL, 
	import_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_opportunity_changes PRIMARY KEY (id), 
	CONSTRAINT fk_opportunity_changes_import_id_imports FOREIGN KEY(import_id) REFERENCES imports (id), 
	CONSTRAINT fk_opportunity_changes_rep_id_people FOREIGN KEY(rep_id) REFERENCES people (id) ON DELETE CASCADE
)

-- next

CREATE TABLE passwords (
	person_id VARCHAR(40) NOT NULL, 
	hash TEXT NOT NULL, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT pk_passwords PRIMARY KEY (person_id), 
	CONSTRAINT fk_passwords_person_id_people FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE
)

-- next

CREATE TABLE person_aliases (
	id INTEGER NOT NULL, 
	person_id VARCHAR(40) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_person_aliases PRIMARY KEY (id), 
	CONSTRAINT fk_person_aliases_person_id_people FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE, 
	CONSTRAINT uq_person_aliases_kind_value_person_id UNIQUE (kind, value, person_id)
)

-- next

CREATE TABLE person_settings (
	person_id VARCHAR(40) NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	value JSON NOT NULL, 
	CONSTRAINT pk_person_settings PRIMARY KEY (person_id, name), 
	CONSTRAINT fk_person_settings_person_id_people FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE
)

-- next

CREATE TABLE quota_changes (
	id INTEGER NOT NULL, 
	person_id VARCHAR(40) NOT NULL, 
	start_on DATE NOT NULL, 
	end_on DATE NOT NULL, 
	old VARCHAR(40) NOT NULL, 
	new VARCHAR(40) NOT NULL, 
	old_currency VARCHAR(10) NOT NULL, 
	currency VARCHAR(10) NOT NULL, 
	import_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_quota_changes PRIMARY KEY (id), 
	CONSTRAINT fk_quota_changes_import_id_imports FOREIGN KEY(import_id) REFERENCES imports (id), 
	CONSTRAINT fk_quota_changes_person_id_people FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE
)

-- next

CREATE TABLE quotas (
	person_id VARCHAR(40) NOT NULL, 
	start_on DATE NOT NULL, 
	end_on DATE NOT NULL, 
	value VARCHAR(40) NOT NULL, 
	currency VARCHAR(10) NOT NULL, 
	CONSTRAINT pk_quotas PRIMARY KEY (person_id, start_on, end_on), 
	CONSTRAINT fk_quotas_person_id_people FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE
)

-- next

CREATE TABLE stage_history (
	id INTEGER NOT NULL, 
	opportunity_id TEXT NOT NULL, 
	rep_id VARCHAR(40) NOT NULL, 
	stage TEXT NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	entered_on DATE NOT NULL, 
	CONSTRAINT pk_stage_history PRIMARY KEY (id), 
	CONSTRAINT fk_stage_history_rep_id_people FOREIGN KEY(rep_id) REFERENCES people (id) ON DELETE CASCADE, 
	CONSTRAINT uq_stage_history_opportunity_id_entered_on_stage UNIQUE (opportunity_id, entered_on, stage)
)

-- next

CREATE TABLE agenda_versions (
	agenda_id VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	by_id VARCHAR(40) NOT NULL, 
	content JSON NOT NULL, 
	CONSTRAINT pk_agenda_versions PRIMARY KEY (agenda_id, version), 
	CONSTRAINT fk_agenda_versions_agenda_id_agendas FOREIGN KEY(agenda_id) REFERENCES agendas (id) ON DELETE CASCADE
)

-- next

CREATE TABLE goal_events (
	id INTEGER NOT NULL, 
	goal_id VARCHAR(40) NOT NULL, 
	at DATETIME NOT NULL, 
	by_id VARCHAR(40) NOT NULL, 
	by_name TEXT NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	action VARCHAR(20) NOT NULL, 
	words TEXT NOT NULL, 
	draft JSON, 
	CONSTRAINT pk_goal_events PRIMARY KEY (id), 
	CONSTRAINT fk_goal_events_goal_id_goals FOREIGN KEY(goal_id) REFERENCES goals (id) ON DELETE CASCADE
)

-- next

CREATE TABLE topics (
	number INTEGER NOT NULL, 
	id VARCHAR(40) NOT NULL, 
	rep_id VARCHAR(40) NOT NULL, 
	by_side VARCHAR(10) NOT NULL, 
	words TEXT NOT NULL, 
	bring BOOLEAN NOT NULL, 
	shared BOOLEAN NOT NULL, 
	added_at DATETIME NOT NULL, 
	meeting_id VARCHAR(60), 
	CONSTRAINT pk_topics PRIMARY KEY (number), 
	CONSTRAINT fk_topics_meeting_id_one_on_ones FOREIGN KEY(meeting_id) REFERENCES one_on_ones (id) ON DELETE CASCADE, 
	CONSTRAINT fk_topics_rep_id_people FOREIGN KEY(rep_id) REFERENCES people (id) ON DELETE CASCADE, 
	CONSTRAINT uq_topics_id UNIQUE (id)
)

-- next

CREATE TABLE model_turns (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	day DATE NOT NULL, 
	month VARCHAR(7) NOT NULL, 
	model TEXT NOT NULL, 
	calls INTEGER NOT NULL, 
	failed INTEGER NOT NULL, 
	estimated INTEGER NOT NULL, 
	tokens_in INTEGER NOT NULL, 
	tokens_out INTEGER NOT NULL, 
	cost_nano BIGINT, 
	currency VARCHAR(3), 
	call_ms INTEGER NOT NULL, 
	longest_ms INTEGER NOT NULL, 
	turn_ms INTEGER NOT NULL, 
	fallback BOOLEAN NOT NULL, 
	capped BOOLEAN NOT NULL, 
	CONSTRAINT pk_model_turns PRIMARY KEY (id)
)

-- next

CREATE INDEX ix_audit_action ON audit (action)

-- next

CREATE INDEX ix_audit_rep_id ON audit (rep_id)

-- next

CREATE INDEX ix_audit_subject ON audit (subject)

-- next

CREATE INDEX ix_people_folded ON people (folded)

-- next

CREATE INDEX ix_sign_in_tries_login_sha256 ON sign_in_tries (login_sha256)

-- next

CREATE INDEX ix_agendas_rep_id ON agendas (rep_id)

-- next

CREATE INDEX ix_aspirations_rep_id ON aspirations (rep_id)

-- next

CREATE INDEX ix_facts_rep_id ON facts (rep_id)

-- next

CREATE INDEX ix_goals_rep_id ON goals (rep_id)

-- next

CREATE INDEX ix_import_files_import_id ON import_files (import_id)

-- next

CREATE INDEX ix_import_files_sha256_digest ON import_files (sha256, digest)

-- next

CREATE INDEX ix_management_lines_manager_id ON management_lines (manager_id)

-- next

CREATE INDEX ix_management_lines_rep_id ON management_lines (rep_id)

-- next

CREATE UNIQUE INDEX uq_management_lines_open ON management_lines (rep_id) WHERE valid_to IS NULL

-- next

CREATE INDEX ix_one_on_ones_rep_id ON one_on_ones (rep_id)

-- next

CREATE INDEX ix_opportunity_changes_opportunity_id ON opportunity_changes (opportunity_id)

-- next

CREATE INDEX ix_opportunity_changes_rep_id ON opportunity_changes (rep_id)

-- next

CREATE INDEX ix_person_aliases_person_id ON person_aliases (person_id)

-- next

CREATE INDEX ix_quota_changes_person_id ON quota_changes (person_id)

-- next

CREATE INDEX ix_stage_history_rep_id ON stage_history (rep_id)

-- next

CREATE INDEX ix_goal_events_goal_id ON goal_events (goal_id)

-- next

CREATE INDEX ix_topics_rep_id ON topics (rep_id)

-- next

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END

-- next

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END

-- next

CREATE INDEX ix_model_turns_day ON model_turns (day)

-- next

INSERT INTO alembic_version (version_num) VALUES ('0003')

-- next

INSERT INTO data_state (id, generation) VALUES (1, 0)