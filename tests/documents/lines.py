"""News lines on which sentence segmenters differ: each entry is one paragraph, given as its sentences.

Joined by one space they are the text. The paragraphs are our own words.
"""

LINES: dict[str, tuple[tuple[str, ...], ...]] = {
    "initials and titles": (
        ("U. S. officials said on Friday that the shipments had grown.", "They gave no figures."),
        ("The U. S. and the U. K. signed the accord.", "France did not."),
        ("He works for the U.S. government.", "She does not."),
        ("The company moved to the U.S.", "It now employs 40 people there."),
        ("The U.S. Senate voted 51-49.", "The bill now goes to the House."),
        ("Gen. Mark A. Milley spoke on Tuesday.", "He took no questions."),
        ("Lt. Gen. Anna B. Frost and Sgt. Maj. Tom Reed testified.", "Both denied it."),
        ("Sen. J. D. Vance met Rep. Ann Lee in Washington, D.C., on Monday.", "Neither commented."),
        ("Dr. Rosa M. Diaz, Ph.D., led the study.", "Mr. and Mrs. Smith took part."),
        ("Prof. H. G. Lind of St. Mary's Hospital wrote it.", "It was published in May."),
        ("John F. Kennedy Jr. was there.", "Martin Luther King Jr. Day is a holiday."),
        ("Gov. Maria Ortega signed it.", "Lt. Gov. Paul Ames did not attend."),
        ("The Rev. T. S. Obi prayed.", "The crowd was silent."),
    ),
    "times and dates": (
        ("The meeting began at 5 p.m. on Friday.", "It ended at 9 p.m.", "Nobody spoke afterwards."),
        ("Polls close at 8 p.m. Eastern time.", "Results are due by 11 p.m. GMT."),
        ("Talks start at 9 a.m. local time.", "They end at noon."),
        ("The law took effect on Jan. 5 in Ohio.", "It expires on Dec. 31, 2026."),
        ("He was born on Sept. 3, 1961.", "He died in Feb. 2020."),
        ("The attack came at 6:15 a.m.", "Three people were hurt."),
    ),
    "companies": (
        ("Acme Corp. said profits rose.", "Widget Inc. said they fell."),
        ("Acme Inc. and Bolt Ltd. will merge.", "The deal is worth $1.5m.", "It closes in May."),
        ("It was bought by Acme Corp.", "The price was not disclosed."),
        ("Brown Bros. & Co. LLC declined to comment.", "So did Yahoo! Inc. in an email."),
        ("Volkswagen AG, Nestle S.A. and Philips N.V. fell.", "BP p.l.c. rose."),
    ),
    "numbers": (
        ("Sales fell to $1.5m.", "Costs rose 3.2 percent."),
        ("The index lost 0.5 points to 1,234.56.", "It had gained 2.1 on Monday."),
        ("She is No. 5 in the world.", "He is no. 12."),
        ("See Fig. 3 and pp. 12-14 of the report.", "The rest is appendix."),
        ("It weighs approx. 3 kg vs. 5 kg for the old model.", "It costs €9.99."),
        ("Output rose by 2.5 million tonnes in 2023.", "In 2024 it fell."),
        ("The road is 3 mi. long.", "Smith v. Jones settled it."),
        ("About 70 % of the $900 million came from China.", "90 % of the chips did too."),
        ("They won 3-0.", "2,000 fans watched."),
    ),
    "quotations": (
        ('"It is over." he said.', "She left."),
        ('"It is over," he said.', '"We lost."'),
        ('"We lost. It is over," he said.', "She left."),
        ('"Who knows?" he asked.', "Nobody did."),
        ('"Stop!" the officer shouted.', "The car drove on."),
        ("“We will not yield. Not now,” said Ms. Lee.", "She sat down."),
        ("He said: “It is done.”", "Then he left."),
        ("She called it a “shame.”", "He agreed."),
        ("‘It hurts,’ he said.", "‘It really does.’"),
        ('The letter read: "Do not come back."', "It was unsigned."),
        ('He said "no comment."', '"I have a meeting," he added.'),
        ("The minister said it was “the most substantial expansion since Soviet times.”", "He gave no source."),
    ),
    "ellipses and marks": (
        ("He paused ... and went on.", "She waited."),
        ("“I thought … well, no,” he said.", "He left."),
        ("She hesitated...", "Then she spoke."),
        ("Why now?", "Why here?", "Nobody knows!"),
        ("Really?!", "Yes."),
        ("The plan failed — badly.", "Costs: unknown; blame: shared."),
        ("He joined Yahoo! in 2009.", "He left in 2012."),
    ),
    "web": (
        ("Visit www.example.com for details.", "The site opens on Monday."),
        ("See https://example.org/a.b?c=1.2 for the data.", "It is free."),
        ("Write to a.b@example.co.uk or call 555.1234.", "Lines are open."),
        ("The firm Booking.com rose 2%.", "Amazon.com Inc. fell."),
    ),
    "abbreviations": (
        ("Fruit, e.g. apples, sold well.", "Others, i.e. pears, did not."),
        ("Tools, pumps, etc. were shipped.", "None arrived."),
        ("They sold tools, pumps, etc.", "None were shipped."),
        ("Mt. Everest and Ft. Worth are far apart.", "St. Louis is closer."),
        ("He lives at 12 Main St. in Dover.", "She lives on 5th Ave. near him."),
        ("The U.N. Security Council met.", "The E.U. did not."),
        ("Mr. Smith et al. found none.", "The paper was withdrawn."),
        ("The Dept. of Justice and the Assn. of Banks agreed.", "The court did not."),
    ),
    "lower-cased and spaced": (
        ("( cnn ) the president spoke on monday.", "He did not mention tariffs."),
        ("former england bowler chris tremlett has retired.", '"it was time," he wrote.'),
        ("the u.s. military said two soldiers died.", "both were from texas."),
        ("The swimmer is due in june .", "She said she was happy ."),
        ("police say the man fled on foot.", "he was caught at 5 p.m. near the river."),
    ),
    "datelines and footers": (
        ("KYIV, Ukraine (AP) — Shells hit the port on Sunday.", "Two people died."),
        ("LONDON, April 12 (Reuters) - Shares fell.", "Oil rose."),
        ("(Reporting by Jane Doe in London; Editing by A. B. Cole)",),
        ("Follow us @example.", "Sign up for our newsletter."),
        ("© 2024 Example News Ltd.", "All rights reserved."),
    ),
}

MISSED: tuple[tuple[str, ...], ...] = (
    ("The ruling came on Wed. afternoon.", "An appeal is likely."),
    ("He wrote [sic] it (see above).", "(The editor agreed.)", "It ran."),
    ("It runs Node.js v2.1 on ASP.NET.", "Nobody complained."),
)
"""Lines that are cut in the wrong place today."""
