"""What the words of a request settle by themselves: patterns that vote for an intent or against it.

A vote is added to the classifier's log-probability; 4 outweighs almost any doubt, 2 tips a balance. Patterns read a
clause with names masked (`people.NEUTRAL`) and quotations taken out (`clauses.QUOTE`).
"""

from __future__ import annotations

import re
from functools import cache

from copilot.domain import Intent
from copilot.tools.understanding.asked import ACTS, CHANCE, COUNT, DATA, EVEN, HELD, LANDED, MACHINE, MINE, OPEN, PILED, QUOTA, READ, STRENGTHS, TAKES, TO_GO, TOPICS, WISHES
from copilot.tools.understanding.clauses import QUOTE
from copilot.tools.understanding.people import NEUTRAL

WEIGHT = 0.6
"""Of the patterns against the classifier's log-probability: 0 gave 0.827 of the utterances out of fold, 0.25 0.862, 0.5 to 0.75 0.87, 1 0.865."""

_WHO = rf"(?:{NEUTRAL}|him|her|them|he|she|they)"
_ONE = (
    r"(?:1[:\-]1s?|121|1on1|1-on-1|one[- ](?:on|to|2)[- ]ones?|check[- ]?ins?|catch(?:ing)?[- ]?ups?|sit[- ]?downs?|sessions?|meetings?|coaching (?:talk|chat|session|hour|slot)s?|weekly|conversation)"
)
_DEALS = r"(?:deals?|opportunit(?:y|ies)|opps?|pipe(?:line)?)"
_FIGURE = r"(?:win rate|close rate|hit rate|conversion|deal size|sales cycle|cycle|revenue|attainment|numbers|figures|stats|metrics|performance|engine|pistons?|activity|quota|target)"
_GOAL = r"(?:goals?|commitments?|objectives?)"
_CHANGE = r"(?:\d+\s?(?:%|per ?cent)|\w+ per ?cent\b|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|a couple|a few|some|an?)\s(?:more|extra|additional|fewer|less)\b|(?:another (?:demo|call|meeting|e-?mail)|doubl(?:e|ed|ing)|twice (?:as|the)|half (?:as many|the)|tripl\w+))"

_VOTES: tuple[tuple[Intent, float, str], ...] = (
        # talk
        ("talk", 6, r"^(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day|night)|morning|thanks?|thx|thank you|cheers|ta|ok(?:ay)?|cool|great|perfect|nice|brilliant|lovely|awesome|super|bye|goodbye|see you|got it|understood|fine|alright|right|sure|wonderful|yes|yep|no|nope|there|again|coach|team|everyone|a lot|so much|very much|very|much|all|for now|for (?:that|this|your help|the help|today)|that(?:'s| was| is) (?:all|helpful|useful|great|good|it)|that helps|sam|all good|no worries|later|tomorrow|then|and|well|you|man|mate)[\s,.!]*)+$"),
        ("talk", 4, r"\b(?:what can you do|what can i ask(?: you)?\W*$|who are you|are you (?:an? )?(?:ai|bot|robot|human|real)|how (?:do you|does this) work|tell me a joke|a poem|weather|capital of|how are you|what are you)\b"),
        ("talk", 16, rf"{ACTS}|{MACHINE}|{DATA}"),
        # playbook
        ("playbook", 10, r"\bhow (?:do|to|should|can) (?:i|you|we|one) (?:coach|help|handle|deal with|manage) (?:someone|somebody|a rep|people|reps) who\b"),
        # share
        ("share", 4, rf"\b(?:share|send|forward|mail|publish|pass|hand|release|give|show|deliver|drop|ping|shoot)\b(?: {_WHO})?\s*(?:it|this|that|the (?:agenda|draft|plan|link|prep|1:1)|agenda|this (?:agenda|draft|one))\b(?!.*\b(?:number|figure|source|evidence)\b)\W*(?:(?:now|today|please|pls|then|over|on|out|off|away|along)\W*)*(?:$|.*\b(?:to|with|over to|in front of) {_WHO}\b)"),
        ("share", 4, r"^(?:ok(?:ay)?|looks good|good|great|fine|perfect|all good|now|please|go ahead(?: and)?|right|lgtm|yes|yep|let's|can you|could you|i'm happy|happy with (?:it|that)|\W)*\s*(?:share|send|publish)(?: it| this| that| the agenda| now| away| out| please| off|\W)*$"),
        ("share", 3, rf"\b(?:fire|ship|bang|shoot|ping|mail|email|e-mail) (?:it |this |that |off |over |the agenda |{_WHO} )+|\bfire off an? (?:e-?mail|mail|note|message)\b|\blet {_WHO} (?:see|have|read)\b|\b(?:can|may) {_WHO} see\b|\bgive {_WHO} (?:the link|access)\b|\b(?:visible|available) (?:to|for) {_WHO}\b"),
        ("share", -3, r"\bshare of\b|\bmarket share\b|\bwin share\b|\bsend(?:s|ing)? (?:more|fewer|\w+ more)\b|\bemails? (?:a|per|each)\b"),
        # revise
        ("revise", 6, r"^(?:(?:make|keep|get|a|bit|much|it|this|that|the (?:agenda|draft|text|whole thing)|please|pls|even|can you|could you|in|way|still|too|little|slightly|now|ok|be|more|but|and|lot|far|use|try|again|write)\s+)*(?:shorter|longer|plainer|simpler|briefer|tighter|crisper|warmer|softer|concise|detailed|detail|shorten|simplify|condense|trim|expand|long|short|plain words|plain language|plain english|less jargon|formal|friendlier|clearer|wordy|reorder)(?:\s+(?:it|this|that|please|pls|the agenda|the draft|though|by half|version|words|a bit|down|now|again|one))*[\s.!?]*$"),
        ("revise", 4, rf"\b(?:swap|replace|exchange|switch|drop|remove|delete|kill|scrap|strike|bin|ditch|lose|take out|leave out|get rid of|cut|change|edit|reword|rephrase|rewrite|tweak|adjust|move|keep only|only keep|skip|add|put|trim|shorten|redo|make)\b[^.?!]{{0,30}}\b(?:first|second|third|last|other|1st|2nd|3rd|(?:{_GOAL}|number|suggestion) (?:\d|one|two|three)|agenda|draft|section|paragraph|topic|opening|intro\w*|wording|tone|text|part about|bit about|minutes)\b"),
        ("revise", 3, rf"\b(?:i don't like|not (?:happy|keen|sure) (?:with|on|about)|hate|dislike)\b.*\b(?:{_GOAL}|agenda|draft|first|second|third|it|this|opening)\b|\b(?:different|another) {_GOAL} (?:please|instead)|\b(?:too (?:long|short|wordy|formal|detailed|much text)|re-?order|re-?arrange|tighten|reword|rephrase|rewrite)\b|^undo\b|\b(?:write|put|say|phrase|word) (?:it|this|that) (?:so|in (?:plain|simple|other|normal|fewer|half|everyday)|like|differently|better|more|less)\b|\bwordy\b|\bno need for the\b|\b(?:flesh|substance|stiff|compact)\b"),
        ("revise", 3, r"\b(?:move|put|bring|start with|begin with|end with|shift|push)\b[^.?!]{0,30}\b(?:first|last|up|down|top|end|to the (?:top|end|front)|before|after|aspirations?|deals|topics)\b(?!.*\b(?:deal with|pipeline of)\b)"),
        ("revise", -4, rf"\bwhat if\b|^(?:how|who|which|when) |\bwhy\b|\bnew agenda for\b|\bagenda for {NEUTRAL}\b"),
        # judge_goal
        ("judge_goal", 4, rf"\b(?:is|would|was|are|could|does|do)\b.*\b(?:good|fair|proper|realistic|smart|okay|ok|decent|reasonable|valid|sensible|measurable|specific|binary|vague|acceptable|any good|make sense|count|work|pass|do|stand|hold up|qualify|clear|strong|weak|good enough|too (?:easy|hard|big|small|ambitious|vague|soft))\b.*\b{_GOAL}\b"),
        ("judge_goal", 4, rf"\b(?:judge|rate|check|assess|review|critique|evaluate|sharpen|grade|test|validate|proof|feedback on|opinion on|thoughts on|think of|wrong with|verdict on)\b[^.?!]{{0,25}}\b{_GOAL}\b(?! (?:we|they|he|she|{NEUTRAL}) (?:agreed|kept|met))"),
        ("judge_goal", 4, rf"\b{_GOAL} check\b|\b{QUOTE}\b.*\b{_GOAL}\b|\b{_GOAL}\b.*\b{QUOTE}\b|\b(?:good|ok(?:ay)?|fair|smart|right) (?:coaching )?goals?\s*(?:for {_WHO})?\s*[:?]"),
        ("judge_goal", 2, rf"\b{QUOTE}\b.*\b(?:good|ok|okay|specific|measurable|smart|realistic|fair|vague|work|enough|do)\b|\b(?:is|does|would) {QUOTE}"),
        ("judge_goal", 3, rf"^(?:is|would)\b.{{3,80}}\b(?:good|fair|ok|okay|realistic|proper|smart|reasonable|enough)\b.*\b{_GOAL}\b|\bmy goal\b.*\b(?:good|any good|ok|enough)\b"),
        ("judge_goal", -4, rf"\bwhat makes you\b|\b(?:suggest|propose|recommend|come up with|give me|need|what) (?:\w+ ){{0,3}}{_GOAL}\b|^what would be a (?:good|fair)|\bideas?\b|\bwhat'?s? (?:would be )?a (?:good|fair|sensible|realistic|reasonable) (?:next )?goal\b"),
        # notes
        ("notes", 5, r"\b(?:check|review|look (?:over|at|through)|read|analy[sz]e|go (?:over|through)|here (?:are|is|come)|here's|paste[ds]?|pasting|attached|have a look|assess|evaluate|scan|what do you make of|process|score|mark)\b[^.?!]{0,30}\b(?:notes?|transcripts?|recording|write[- ]?up|minutes of|scribbles|summary of (?:my|the|our)|what (?:i|we) (?:wrote|said))\b(?! (?:from|of) (?:last|the last|our last|previous|the previous))"),
        ("notes", 4, r"\b(?:my|these|those|the|this|raw|rough|meeting|1:1|call) (?:notes|transcript|scribbles|write[- ]?up|recording)\b(?! (?:from|of) (?:last|the last|our last|previous|the previous))|^notes\b|\bnotes? (?:below|attached|from (?:today|this|the 1:1|my 1:1|just now|yesterday))\b|\btranscript\b"),
        ("notes", 3, r"\b(?:sins?|data ambush|did i (?:talk|do (?:well|ok|okay|anything wrong|it right)|listen|ask|dominate|coach|lecture|ramble|mess|go wrong|get (?:it|that) (?:right|wrong))|how did (?:i|that|it|the \w+) (?:do|go|come across)|how was (?:i|my|that)|was i (?:coaching|too|really))\b|\b(?:turn|make|pull|extract|get|find)\b[^.?!]{0,20}\b(?:commitments?|promises|goals|action items|actions)\b[^.?!]{0,20}\b(?:this|these|it|notes|transcript|below)\b"),
        ("notes", -5, rf"\bwhat (?:did|have) (?:we|{_WHO}|{NEUTRAL} and i)\b|\blast time\b|\bnotes (?:from|of) (?:last|the last|our last|the previous)\b|\btake notes?\b|\bdid i (?:promise|agree|say|commit|speak|meet|see|skip|miss)"),
        # what_if
        ("what_if", 7, TAKES),
        ("what_if", 5, r"\b(?:what ?if|suppose|supposing|imagine|simulate|assum(?:e|ing)|let's say|what (?:would|will) happen|what happens (?:if|when|with)|hypothetically|pretend)\b|^(?:and |but |so |ok |okay )*(?:if|say (?:she|he|they|we|Sam)) "),
        ("what_if", 5, rf"\b(?:what|how (?:much|far|many)|would|could|where|impact|effect|worth|difference|bring|calculate|model|try|with|add\w*|run the numbers|make|and)\b.*{_CHANGE}(?!.*\bgoal(?:s)? (?:for|with)\b)"),
        ("what_if", 4, r"\b(?:worth|impact|effect|difference|bring|pay ?off|pays off|lift|gain)\b.*\b(?:demo|call|meeting|e-?mail|win rate|cycle|starts|deal size|change|faster|piston|commission|improvement)"),
        ("what_if", 3, rf"^(?:and |now |try |with |what about |ok )*(?:with |try |about )?{_CHANGE}|\bwhat (?:about|with) \d|\b(?:what|how much) would (?:it|that|this|she|he|they|{NEUTRAL})\b.*\b(?:earn|make|land|be worth|bring|mean|in commission)\b|\b(?:starts|win_rate|revenue_per_customer|speed|calls?|demos?)\s?[=+]"),
        ("what_if", -4, r"\bif (?:i|we) (?:agree|ask|tell|coach|say)\b"),
        ("what_if", -3, r"\bhow many\b.*\b(?:do|does|did|has|have)\b|^(?:what|which) if-then\b|\bremind\b|\b(?:one|two|three|\d) (?:more|another) (?:goal|idea|suggestion|thing|question)s?\b|\banother goal\b|\bhow (?:much|long|many) (?:time|of my time)\b"),
        # coachability
        ("coachability", 5, rf"\bcoachab\w+|\bfollow(?:s|ed|ing)?[- ]?through\b|\bkeep(?:s|ing)?\b[^.?!]{{0,20}}\b(?:commitments?|promises?|{_GOAL}|word|agreements?)\b|\b(?:kept|missed|met)\b[^.?!]{{0,25}}\b{_GOAL}\b|\b{_GOAL}\b[^.?!]{{0,25}}\b(?:kept|missed)\b|\bquadrant\b|\b(?:rate|record|score|percentage|share) (?:on|of|with|for) (?:\w+ )?(?:commitments?|goals|promises|agreements)\b|\bkept (?:or|vs|versus|and|against) missed\b"),
        ("coachability", 7, rf"\bhow (?:should|do|can|could|would|to) (?:(?:i|we|you) )?(?:best )?coach {_WHO}\b"),
        ("coachability", 3, rf"\b(?:act|acts|acting) on (?:feedback|coaching|advice|what)|\b(?:do|does|did) (?:what|as) (?:they|he|she|we|{NEUTRAL}) (?:say|says|said|agree|agreed|promise|promised)|\b(?:deliver|delivers|stick|sticks|stuck)\b.*\b(?:agree|agreed|goals|promise|word|commit)|\b(?:respond|open|receptive|responsive|take|takes)\b[^.?!]{{0,20}}\b(?:coaching|feedback)\b|\brel(?:y|iable) \w*\b.*\b(?:do|agree|goals|commit|word)"),
        ("coachability", -4, r"\b(?:what|which) (?:did|commitments?|promises?|has|have)\b.*\b(?:promise|commit|agree|last|open|owe)|\bnotes?\b|\btranscript\b|\bexplain\b|\bhow is .* (?:computed|calculated)|\bwhat does\b.*\bmean\b|\bwhere does\b"),
        # deals
        ("deals", 5, rf"{PILED}|\bpipeline coverage\b|\bcoverage\b|\benough pipeline\b"),
        ("deals", 3, rf"\b{_DEALS}\b|\bcoverage\b|\bclose dates?\b|\bmust[- ]wins?\b|\bstalled\b|\bwhat(?:'s| is) about to close\b"),
        ("deals", 6, rf"\b(?:biggest|largest|highest[- ]value|most valuable)\b[^.?!]{{0,25}}\b(?:{_DEALS}|wins?)\b(?! (?:size|value))|\b(?:{_DEALS}|wins?)\b[^.?!]{{0,25}}\b(?:biggest|largest|most valuable)\b"),
        ("deals", 2, rf"\b(?:which|what|any|show|list|rank|sort|open|stuck|stalled|slipping|dying|at risk|cold|overdue|review|save|biggest|largest|need|go through|walk)\b.*\b{_DEALS}\b|\b{_DEALS}\b.*\b(?:stuck|stalled|slipping|dying|risk|cold|close|help|attention|review|healthy|health|win|save|touched)\b|^(?:the )?(?:pipeline|deals|open deals|stalled ones)\W*(?:please|for {NEUTRAL}|{NEUTRAL})?\W*$"),
        ("deals", -4, rf"\bno need\b|\b(?:bigger|larger|more|started more) (?:deals|opportunities)\b|\b(?:part|bit|section)\b|\b(?:deal size|deal value|average deal|deal with|deals? (?:bigger|larger)|play (?:for|on)|playbook|what if|taking too long|source|that number|explain|mean|section|(?:went|go|goes) into (?:that|this|it)|so few|make up that|(?:move|put|bring|leave out|drop|swap|agenda)\b.*\bdeals)\b|\bhow (?:do|to|should) (?:i|you|we|one|they)\b.*\b(?:revive|close|save|qualify)\b|{_CHANGE}"),
        ("deals", 1.5, r"\bfunnel\b|\bbring(?:ing)? in\b"),
        ("deals", -2, r"\bgoals? (?:for|about|on|with)\b|\bwin rate\b|\blast time\b|\bis win \b"),
        # cadence
        ("cadence", 9, rf"{HELD}|{EVEN}"),
        ("cadence", 5, rf"(?<!one )(?<!somebody )(?<!someone )(?<!person )(?<!people )\bwho(?:m|se|'s)?\b.*\b(?:due|overdue|skip\w*|neglect\w*|next|missed|waiting|{_ONE}|spoken|met|seen|see|meet|coached|coaching|least (?:of my )?time|my time|forg[eo]t\w*|longest|cancel\w*)\b|\bhow (?:often|frequently|regular\w*)\b.*\b(?:see|meet|speak|talk|{_ONE}|should (?:i|we))\b|\bcadence\b|\brhythm\b"),
        ("cadence", 4, rf"\b(?:is|are|am|when(?:'s| is| are| am))\b[^.?!]{{0,20}}\b(?:due|overdue)\b|\b(?:{_ONE})\b[^.?!]{{0,25}}\b(?:due|overdue|skipp\w+|missed|coming up|hold|held|cancel\w*|this (?:week|month))\b(?!.*\bprep)|\b(?:overdue|due|skipp\w+|missed|upcoming|cancell?ed|moved)\b[^.?!]{{0,25}}\b{_ONE}\b|\b(?:time|attention)\b.*\b(?:evenly|fair\w*|even|equal\w*|same|each of|spread|everybody|everyone)\b|\bneglect\w*\b|\bweekly or\b|\bis (?:monthly|weekly|every (?:two|other|second) weeks?)\b|\bwhen should (?:i|we) (?:see|meet|next)\b|\bwhen(?:'s| is| are| am)\b[^.?!]{{0,20}}\bnext\b|\b(?:meet|see) (?:{_WHO}|each other|my \w+|one another)?\W*(?:\w+ ){{0,1}}(?:more often|often|enough|less often|too)\b"),
        ("cadence", -4, r"\b(?:deals?|opportunit\w+|goals?|close dates?)\b[^.?!]{0,20}\b(?:due|overdue)\b|\boverdue (?:deals?|opportunit\w+|goals?)\b|\blast time\b|\bwhen did (?:i|we) last\b|\bagenda\b|\bprep\w*\b|\b(?:calls|demos|emails)\b"),
        # history
        ("history", 5, OPEN),
        ("history", 9, rf"{MINE}|\bremind me\b[^.?!]*\bgoals?\b|\bwhat (?:are|were) (?:his|her|their|{NEUTRAL}'s) (?:current |open |running )?goals\b|\b(?:what|which) goals? (?:does|do|has|have|did) {_WHO} (?:have|got|set|agreed?|agree to)\b"),
        ("history", 5, rf"(?:{WISHES})(?!.*\b(?:agenda|first|up|top|move|put|talk about|bring)\b)|{TOPICS}"),
        ("history", 4, rf"\b(?:has|have|did) {_WHO} (?:ever )?(?:mention\w*|bring up|brought up|raised?|said|say)\b"),
        ("history", 5, rf"\bwhat (?:did|have|had|was|were)\b[^.?!]{{0,25}}\b(?:promise\w*|commit\w*|agree\w*|discuss\w*|talk\w*|say|said|decide\w*|ask|tell|told|come up|came up|happen\w*|owe|write|wrote|left|outcomes?)\b|\b(?:last|previous|past) (?:time|{_ONE}|agenda|conversation|talk)\b(?!.*\b(?:check these|too long))"),
        ("history", 5, rf"\bwhen (?:did|was|were|have)\b[^.?!]{{0,25}}\b(?:last|speak|spoke|met|meet|see|talk|{_ONE})\b|\bwhere did (?:we|i|{_WHO})(?: and (?:i|me|{NEUTRAL}))? (?:leave|get to|stop|end)|\b(?:leave|left) (?:it|off)\b.*\b(?:with|last)?|\bwhat do i (?:still )?owe\b|\b(?:has|have) {_WHO} (?:ever )?(?:mentioned|said|told|talked|asked|brought up|spoken)\b|\bwhat was it {_WHO}\b|\bhow long (?:ago|since|has it been|is it since)\b|\bdid (?:i|we|{_WHO}) (?:promise|agree|say|commit|talk|discuss|speak|mention|ask|ever)\b"),
        ("cadence", -4, r"\bbereite\b[^.?!]*\bvor\b"),
        ("history", 5, r"\b(?:commitments?|promises|goals|actions?) (?:are |is )?(?:still )?(?:open|outstanding|unsettled|to be settled)\b"),
        ("history", 4, r"\b(?:open|outstanding|past) (?:commitments?|promises|goals|actions?|items)\b|\baspirations?\b(?!.*\b(?:first|up|top|move|put)\b)|\bwhat (?:does|do) \w+ (?:want|aim|hope|dream)\b|\bcareer\b|\blong[- ]term\b|\bwhat motivates\b|\bin the long run\b|\bremind me\b|\bhistory\b"),
        ("history", -4, r"\bremind me who\b"),
        ("history", -3, r"\bnotes (?:below|attached)|\bthese notes\b|\bthis (?:transcript|recording)\b|\b(?:win|lose|lost|won) last\b|\bdid .* (?:win|lose) |\bhow good\b|\bget me ready\b|\bprep\w*\b|\btoo long\b"),
        # goals
        ("goals", 5, rf"\b(?:suggest|propose|recommend|come up with|give (?:me|{_WHO})|need|find|write|set|what|which|formulate|any|more|another|other|ideas? for|suggestions? for|make|draft|think of|pick|choose|want|some|new)\b[^.?!]{{0,30}}\b(?:coaching |activity |skill |development |new |good |other |right )*{_GOAL}\b(?!.*\b(?:kept|missed|due|open|agreed|promise|last time|last month|good enough|is it|any good|mean)\b)"),
        ("goals", 3, rf"\bwhat (?:should|could|can|might) {_WHO} (?:commit|work|focus|practi[cs]e|improve|do|try|learn|train|build|aim)\b(?!.*\b(?:differently going by|data)\b)|\bnext (?:play|step)s? for {_WHO}\b|\b(?:homework|something to practi[cs]e|what (?:skill|commitment)|what could we agree|something (?:concrete|measurable))\b|\bhow (?:can|do i|could) (?:{_WHO}|i (?:help|get) {_WHO}|get {_WHO}) (?:improve|better|to)\b|\bgoals? (?:for|please|with) {_WHO}\b"),
        ("goals", -5, rf"\bmake (?:this|the|that|my) (?:\w+ )?{_GOAL}\b|\b{_GOAL} has {_WHO}\b|\b(?:is|does) (?:being|that|this)\b.*\b{_GOAL}\b|\bidea (?:for|of) a goal\b|\b(?:open|outstanding) commitments\b|\bwhat makes you\b|\bopinion\b|\b(?:swap|replace|kill|drop|remove|delete|change|i don't like|instead of|edit|easier|harder)\b.*\b{_GOAL}\b|\bwhy\b.*\bgoal|\bwhat(?:'s| is) wrong\b|\bthink of (?:this|the|my|that)\b|\bopen goals?\b|\b{_GOAL} (?:has|have|did|does|are|is) {_WHO} (?:kept|have|missed|open|got)\b|\bwhat (?:goals?|was the goal)\b.*\b(?:last|did we|have we|were)\b|\bhit (?:the|his|her|their) goal\b|\bsource\b|\b{QUOTE}\b"),
        # playbook
        ("playbook", 6, r"\bhow (?:do|should|can|to|would)\b.*\b(?:someone|somebody|a rep|a seller|people|reps) (?:who|that)\b|\bwhat do (?:good|great|top|the best) (?:reps|sellers|people) do\b"),
        ("playbook", 5, r"\bplay ?book\b|\bbattle ?cards?\b|\b(?:what|anything|something|stuff|anyone|ways?)\b[^.?!]{0,12}\b(?:do we have|have we(?: got)?|have you got|we've got|you(?:'ve)? got|is there|to read)\b|\b(?:anything|something) (?:\w+ )?(?:on|about|regarding|around|covering|for (?:when|handling|dealing))\b|\b(?:material|resources?|content|pages?|docs?|documents?|guides?|guidance|articles?|tips|training|videos?|scripts?|templates?|checklists?|examples?|exercises?|role ?plays?|plays?|reading|advice|enablement|one[- ]pagers?|handbook|library)\b[^.?!]{0,25}\b(?:do we have|have we(?: got)?|have you got|you have|we've got|got|is there|on|about|for|regarding|around|covering|to read|says?)\b(?!.*\b(?:1:1|agenda|deals? (?:need|are)|goals? for)\b)"),
        ("playbook", 3, rf"\bhow (?:do|does|to|should|would|can) (?:i |you |we |one |people |somebody |good reps |the best |top \w+ |reps |sellers |great \w+ |good \w+ )?(?:handle|deal with|run|build|ask|approach|overcome|get past|get (?:a|through)|negotiate|open|do|close|qualify|revive|write|prepare for|respond|answer|win over|multi-?thread|coach|teach|practi[cs]e|find|reach)\b(?!.*\b(?:1:1|session|{_WHO} do)\b)|\bbest practices?\b|\bmulti-?thread\w*|\bobjections?\b|\b(?:do|does|have) we (?:have|got|teach|recommend)\b|\blook up\b"),
        ("playbook", -4, rf"\bwhat if\b|\b(?:goal|skill goal) (?:about|on)\b|\bgive me a goal\b|\bsuggest\b|\bwhat did\b|\blast time\b|\badd\b.*\b(?:topic|something)\b|\bswap\b|\bhow (?:should|do) i run my\b|\btalking points\b|\bin salesforce\b|\bthat number\b|\bsomething (?:concrete|measurable)\b|\bsomething {NEUTRAL} can say yes\b|\b(?:deals?|pipeline)\b[^.?!]{{0,20}}\b(?:stuck|need|risk)\b"),
        # explain
        ("explain", 5, r"\bwhere (?:does|do|did|is|are)\b[^.?!]{0,40}\b(?:come|came|from|taken)\b|\bhow (?:did|do|does|is|was|are|were) (?:you|that|this|it|the \w+(?: \w+)?|\w+)\b[^.?!]{0,20}\b(?:(?:get|got)(?: to)? (?:that|this|those|these|there|the|it)|calculat\w*|comput\w*|work(?:ed)? (?:it|that|this) out|know|arriv\w*|measured|derive\w*|come to)\b|\bexplain\b|\bwhat (?:does|do|did)\b[^.?!]{0,40}\bmean\b|\bdefin(?:e|ition)\b|\bhow do you know\b|\bwhat counts as\b"),
        ("explain", 4, r"\b(?:what|which)\b[^.?!]{0,20}\b(?:went|go(?:es)?|is|are|counted?) (?:into|in|behind)\b (?:that|this|it|the (?:number|figure|rate))|\bwhat makes you (?:say|suggest|think|pick)|\b(?:is|can) (?:that|this|it)\b.*\b(?:right|correct|up to date|solid)\b|\bcan't be (?:right|true)\b|\bwhat(?:'s| is| are) (?:meant by|shrinkage|the interval)|\bwhy (?:this|that|these|those|the|do you|did you|are you|is there no|is the target|tune|only|not|demos?|calls?)\b(?!.*\b(?:missing target|behind)\b)|\bbased on\b|\bsources?\b|\b(?:evidence|proof|prove)\b(?!.*\b(?:against|Sam|collect)\b)|\bwhich (?:rows?|deals|records?) (?:is|are|was|were|make|go|went)\b.*\b(?:in|behind|from|into)\b|\b(?:number|figure|that)\b.*\b(?:wrong|off|doesn't match|don't match|incorrect|not right|right\?|trust|reliable|accurate|true)\b|\bi don't believe\b|\bspreadsheet\b|\b(?:what|which) (?:period|window|time ?frame)\b|\bover what period\b|\bhow (?:sure|certain|confident|reliable|solid|trustworthy|accurate|good) (?:are you|(?:is|are) (?:that|this|these|those|the (?:number|figure|forecast|estimate)s?))\b|\b(?:shows?|says?|has) (?:me )?(?:a |an |something )?(?:different|other|another)\b"),
        ("explain", -4, rf"\bbased on (?:that|this|it),|\bwhy (?:is|has|does|did|are) {_WHO}\b|\bwhat if\b|\bwhat does the playbook\b|\bgoal (?:on|about)\b|\bcheck (?:these|my) notes\b|\bwhere (?:does|do|is) {_WHO}\b|\bwhat would\b"),
        ("explain", 9, r"\bwhat(?:'s| is)\b[^.?!]{0,10}\bgoal (?:\d|one|two|three)\b|\bwhy\b[^.?!]{0,20}\bgoal\b"),
        ("explain", 5, r"\b(?:disagree|do(?:n't| not) agree|can't agree) with (?:that|this|the|those|your|its) (?:\w+ )?(?:numbers?|figures?|percentage|rate|value|count)\b|\b(?:that|this|the) (?:number|figure) (?:is|looks|must be) (?:wrong|off|false)\b"),
        ("explain", 7, r"^(?:so |and |ok |sorry |but )*(?:what(?:'s| is| are| do you mean by)|define|explain)(?: an?| the)? (?:\w+ )?(?:coachability|quadrants?|segments?|core|low core|high core|star|win rate|coverage|backlog|swing|pace|attainment|cadence|pistons?|engine|must[- ]win(?: deals?)?|stalled(?: deals?)?|misaligned(?: deals?)?|focus|expected landing|starts|speed|skill goals?|activity goals?|commitments first|data ambush|sins?)\W*(?:mean|again|here|exactly|anyway|please)?\W*$"),
        # prepare
        ("prepare", 9, READ),
        ("prepare", 5, r"\b(?:get|make|have) (?:me|us|things|everything)\s?(?:\w+ )?(?:ready|set|prepared|sorted|up to speed) (?:for|on)\b|\bprep(?:are|ping|ared|aring|aration|pare|air)?\b(?! (?:call|demo)s?\b)(?!.*\b(?:customer|client|prospect)\b)|\bagenda\b[^.?!]{0,20}\b(?:for|with|please)\b|\bbrief (?:me|us)\b|\bbriefing (?:for|on)\b|\btalking points\b|\bget (?:it|that|this) (?:ready|sorted|prepared|set up)\b|\bready (?:me|up) for\b"),
        ("prepare", 4, rf"\b(?:plan|run|structure|open|start|set up|organi[sz]e|build|draft|write|put together|do|create)\b[^.?!]{{0,25}}\b(?:{_ONE}|agenda)\b(?!.*\b(?:shared?|how did)\b)|\bwhat (?:should|do|shall|can|could|would|must|to) (?:i |we |you )?(?:say|talk|cover|discuss|raise|bring|say|ask|go over|focus on|speak)\b[^.?!]{{0,20}}\b(?:about|with|up|{NEUTRAL}|{_ONE}|today|tomorrow|when|to)\b|^what (?:do|should|can|shall) i (?:say|bring|talk about|bring up|cover)\b|^{_ONE} (?:with |w/ ?|for )?{NEUTRAL}\b|^{NEUTRAL} {_ONE}\b"),
        ("prepare", 3, rf"\b(?:i'm|i am|im|i|i've|i have|we|we're|i've got|i got|got)\b[^.?!]{{0,20}}\b(?:meet(?:ing)?|seeing|see|{_ONE}|sitting down|catching up|talking to|have|having)\b[^.?!]{{0,20}}\b{_WHO}\b[^.?!]{{0,30}}\b(?:today|tomorrow|on|at|in|next|this|later|now|soon|mon|tues|wednes|thurs|fri)"),
        ("prepare", -5, r"\bwhat did\b|\blast time\b|\bhow (?:often|did)\b|\bnotes\b|\btranscript\b|\b(?:shorter|longer|plainer)\b|\bshare\b|\bsend\b|\bwhat if\b|\bgoals?\b(?!.*\bagenda)|\bwho\b|\bprevious agenda\b|\boverdue\b|\badapt the agenda\b|\b(?:trim|reorder|tighten|change|rearrange|shorten)\b"),
        # benchmark
        ("benchmark", 8, rf"(?:{QUOTA})(?!.*\b(?:agenda|what if|it take)\b)"),
        ("benchmark", 4, rf"(?:{STRENGTHS})(?=.*\b{_WHO}\b)|\b{_WHO}\b.*(?:{STRENGTHS})"),
        ("benchmark", 6, rf"(?:{CHANCE})(?!.*\b(?:agenda|shorter|plainer)\b)"),
        ("benchmark", 6, rf"{LANDED}|{TO_GO}|(?:{COUNT})(?=.*\b(?:{NEUTRAL}|he|she|they|him|her|them|his)\b)"),
        ("benchmark", 9, rf"\bwho\b[^.?!]{{0,25}}\b(?:gap|quota|target|forecast|{_FIGURE})\b|\bwho needs? (?:my |the )?(?:most )?(?:help|attention|coaching)\b"),
        ("benchmark", 11, rf"\bhow many (?:(?:deals|opportunities|opps|customers) )?(?:did|has|have) {_WHO} (?:win|won|close|lose|lost|sign)|\bwhen did {_WHO} last (?:win|close|sell|sign|land)|\b(?:{NEUTRAL}'s|his|her|their) (?:quarter|year|month)\b"),
        ("benchmark", 11, r"\b(?:average|avg|typical|mean) (?:deal|order|ticket)|\bdeal sizes?\b(?!.*\b(?:what if|more|bigger)\b)|\bhow (?:long|quick\w*|fast) (?:do|does|are|is)\b[^.?!]{0,25}\bdeals?\b|\bwhere(?:'s| is| are| do| does)\b[^.?!]{0,20}\blos(?:e|es|ing)\b"),
        ("benchmark", 5, rf"\bis it\b[^.?!]{{0,40}}\bor\b|\b(?:every|each|all) (?:of )?(?:my |the )?(?:reps?|sellers?|people|team)(?:'s?)? {_FIGURE}\b"),
        ("benchmark", 4, rf"\b(?:tell me|talk to me|what do you know|anything) (?:more )?about {_WHO}\b(?!'s)|\b(?:every|each|all) (?:of )?(?:my |the )?(?:reps?|sellers?|people|team)(?:'s?)? {_FIGURE}\b"),
        ("benchmark", 4, rf"\bhow(?:'s| is| are| was| has| have|s)?\s+(?:\w+ ){{0,2}}{_WHO}(?:'s)? (?:\w+ ){{0,2}}(?:doing|getting on|performing|going|looking|coming along|tracking|faring|been doing|numbers|figures|quarter|year|shaping|progressing)\b|\b(?:hold(?:s|ing)?|held) {_WHO} back\b|\bnext (?:level|segment|step up)\b|\bone level up\b|\bbenchmark\b|\bcompared? (?:to|with)\b|\bwhere (?:does|is) {_WHO} (?:stand|losing|strong|weak|falling|lag\w*|short)"),
        ("benchmark", 3, rf"\b{NEUTRAL}'s {_FIGURE}\b|\b(?:his|her|their) {_FIGURE}\b|\b{_FIGURE} (?:of|for) {_WHO}\b|\b(?:does|is|has|do) {_WHO}\b[^.?!]{{0,20}}\b(?:enough|too few|too little|too many)\b|\b(?:the|full|whole|big) picture\b|\bon (?:track|course)\b|\bweak(?:est|er)?\b|\bwhere\b.*\b(?:short|weak\w*|strong\w*|lose|lag\w*)\b|\bhow many (?:calls|demos|meetings|e-?mails) (?:does|do|is|has) {_WHO}\b|\b(?:behind|missing|short of|below) (?:target|quota|plan|goal|the number)\b|\bwhy is {_WHO} (?:behind|missing|struggling|short|slow)\b|\bweak (?:spot|point|est (?:point|spot|piston|area))s?\b|\bstrengths?\b|\bgap\b(?!.*\bcoaching gap)"),
        ("benchmark", 2, rf"\bhow(?:'s| is|s) {_WHO}\W*$|\b{NEUTRAL} (?:numbers|stats|figures|performance|metrics)\b|\b(?:numbers|stats|figures|performance) (?:on|for|of) {_WHO}\b|\bhow is the team\b"),
        ("benchmark", -4, rf"\bwhat if\b|{_CHANGE}|\bwhere (?:does|do) (?:the|that|this)\b|\bexplain\b|\bwhat does\b.*\bmean\b|\bhow (?:did|do) you\b|\bgoals?\b(?! gap)(?!.*\bbehind\b)|\bplaybook\b|\bwhat would\b.*\b(?:bring|worth)\b|\bdeals? going\b"),
)  # fmt: skip


@cache
def _compiled() -> tuple[tuple[Intent, float, re.Pattern[str]], ...]:
    return tuple((intent, weight, re.compile(pattern, re.IGNORECASE)) for intent, weight, pattern in _VOTES)


def votes(clause: str) -> dict[Intent, float]:
    """The sum of votes for each intent that has any, scaled so that patterns and classifier weigh as cross-validation found best."""
    total: dict[Intent, float] = {}
    for intent, weight, pattern in _compiled():
        if pattern.search(clause):
            total[intent] = total.get(intent, 0.0) + WEIGHT * weight
    return total


NOT_FOR_ME = re.compile(rf"{ACTS}|{MACHINE}|{DATA}", re.IGNORECASE)
"""Deeds that are a person's, questions about the machine itself, attempts to steer it."""
TEAM = re.compile(
    r"\b(?:teams?|everyone|everybody|anyone|anybody|all (?:of )?(?:my|the|them)|my (?:reps|people|guys|folks|sellers|line|direct reports|reports)|the reps|(?:every|each) (?:rep|seller|person)|all (?:of )?(?:the )?(?:reps|sellers|people)|each of|who|whom|whose|nobody|somebody|someone)\b",
    re.IGNORECASE,
)
BACK = re.compile(r"\b(?:him|her|hers|his|he|she|they|them|their|theirs)\b(?:'s|'d|'ll|'re|'ve)?", re.IGNORECASE)
SINGULAR_BACK = re.compile(r"\b(?:him|her|hers|his|he|she)\b", re.IGNORECASE)
SAME_AGAIN = re.compile(
    rf"^(?:(?:and|ok(?:ay)?|now|then|also|so|next|please|what about|how about|same|the same|same thing|likewise|ditto|again|do|did|for|with|to|too|as well|but|one|it|that|is|i mean(?:t)?|no|not|rather|instead|sorry|let's|go|over|him|her|of|thing|question|{NEUTRAL})\b(?:'s)?[\s,.?!:]*)+$",
    re.IGNORECASE,
)
"""`and Boris?`, `same for Anna`, `now Moses please`: another person, the same question."""
