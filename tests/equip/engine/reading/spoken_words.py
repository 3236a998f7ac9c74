"""Words counted by hand, as said aloud with care. The rules were not made from these lists."""

ENGLISH: dict[int, str] = {
    1: "plan house night school trust harm help staff youth worked asked moved lives names placed tried friend through "
    "though breathe clothes thought safe phone owed heard years child lunch bruised straight prayed",
    2: "children parent safety worker careful homeless someone money written open leader partner taxi doctor people "
    "table little healing listen threatened wanted needed decide quiet science client hotel changes boxes places "
    "using seeing friendly online shelter foster drop-in website hopeful didn't couldn't language advice exploit "
    "recruit report statement movement early create being poem cruel giant lion",
    3: "policy family example together survivor agency advocate adviser confident privacy residence trafficking "
    "minister volunteer yesterday exploited reported visitor employer employee radio video idea area however medicine "
    "director remember agreement easily violent period animal consider attending banana piano Canada possible "
    "deciding understand syllable outreach-team",
    4: "community information exploitation education identity authority vulnerable responsible experience interpreter "
    "supervision partnership-work anonymous activity society reality emergency security operation technology "
    "available independent intervention indigenous territory dictionary January situation variety ability necessary",
    5: "confidentially opportunity university participation organization possibility communication immediately "
    "accommodation investigation representative examination vocabulary multiplication electricity personality",
    6: "responsibility availability accountability capitalization",
    7: "confidentiality",
}

FRENCH: dict[int, str] = {
    1: "main rue lit pain tête livre vie pied nuit huit trois froid bruit fruit jour aide mère père lieu mieux bien "
    "rien chien peur cœur œil feuille fille ville vingt temps parlent donnent aiment sont cherchent table quatre être "
    "peuvent yeux août l'eau d'elle qu'il seize langue quelque piège siège tiers guide joie voie roue pluie louer "
    "nuage muet science juge guerre",
    2: "maison enfant parent argent moment souvent ami amie école équipe danger police loyer voyage payer moyen "
    "travail soleil famille bouteille oreille conseil accueil recueil fauteuil client prier trouer cruel pays théâtre "
    "créer Noël naïf poète chaos lieu-dit nation question avion région violence confiance patience l'enfant d'abord "
    "jusqu'à lorsqu'il jamais toujours viendra ferait étaient disaient voulaient envoient longueur guichet bagage "
    "mangeons rougeole billet ailleurs dialogue",
    3: "animal secrétaire samedi maintenant seulement logement document parlement réunion océan président accident "
    "différent excellent évident société expérience employé essayer bienveillant travailler aujourd'hui téléphone "
    "numéro policier ouvrier oublier février quatrième protection formation décision confidence étudient appartient "
    "lycéenne paysage anonyme intervient influence avocate infirmière directeur situation",
    4: "éducation communauté exploitation information identité sécurité autorité participer intervenante gouvernement "
    "heureusement psychologique supervision électronique confidentiel autonomie consentement apprentissage "
    "déplacement utilisé adolescent européen animation préparation",
    5: "organisation communication universitaire possibilité vérification interprétation participation "
    "indépendamment accompagnement",
    6: "confidentialité responsabilité vulnérabilité disponibilité particulièrement",
}
