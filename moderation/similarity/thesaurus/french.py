"""French words that say the same in a question to a city, without accents, in any form of the same stem."""

SAME = """
    ville municipalite commune collectivite mairie municipal local territoire territorial
    habitant citoyen population resident administre gens personne public
    age senior aine vieux vieillissement vieillir vieillesse retraite
    jeune jeunesse ado adolescent
    enfant enfance gamin
    bebe petit natalite naissance
    creche garderie nourrice
    famille familial parent
    ecole scolaire elementaire
    eleve ecolier collegien lyceen
    etudiant etudier etude universitaire universite fac
    enseignant professeur prof instituteur
    stage stagiaire apprenti apprentissage alternance
    femme feminin
    egalite parite mixite
    handicap handicape handicapee pmr invalide
    covid coronavirus pandemie epidemie sanitaire
    odd sdg sdgs
    durable durabilite soutenable
    dechet ordure poubelle detritus
    tri trier triage
    recycler recyclage reemploi reutiliser revalorisation
    gaspillage gaspiller
    cantine refectoire
    restaurant restaurateur
    repas dejeuner diner
    alimentaire alimentation nourriture manger
    bio biologique
    producteur maraicher
    agricole agriculture agriculteur paysan
    peche pecheur
    eau hydrique
    riviere fleuve
    mer ocean littoral maritime
    canicule secheresse chaleur
    inondation crue submersion inonder inondable
    seisme tremblement sismique
    tempete typhon ouragan cyclone
    incendie feu
    catastrophe desastre sinistre
    alerter alerte prevenir avertir
    evacuer evacuation abri refuge
    reconstruire reconstruction rebatir
    logement loger habitat
    loyer louer locataire
    construire construction batir
    batiment immeuble edifice
    sol terre terrain foncier
    artificialisation betonisation beton urbanisation etalement
    jardin potager
    parc square
    vegetaliser vegetalisation verdir verdissement
    rafraichir fraicheur refroidir
    solitude isolement isole seul
    pauvrete pauvre precarite precaire demuni
    refugie asile exile
    etranger immigre migrant immigration
    numerique digital informatique internet
    visioconference visio
    video enregistrement enregistrer replay rediffusion
    ia algorithme
    donnee data
    smartphone telephone portable
    wifi reseau connexion
    telemedecine teleconsultation
    medecin docteur
    hopital hospitalier clinique
    sante medical soin soigner
    maladie malade patient
    psychologique mental
    velo cyclable cycliste bicyclette
    pieton trottoir
    voiture automobile auto
    bus autobus autocar
    tramway tram
    train ferroviaire
    parking stationnement stationner garer
    circulation trafic embouteillage bouchon
    kilometre km
    gratuit gratuite
    commerce commercant boutique magasin
    tourisme touriste touristique
    culture culturel
    artisanat artisan artisanal
    artiste artistique art
    musee exposition
    bibliotheque mediatheque
    fete festivite festival
    sport sportif
    patrimoine monument
    budget cout couter prix depense argent cher tarif
    financer financement financier subvention subventionner
    impot taxe fiscalite fiscal
    investir investissement
    benefice profiter retombee avantage beneficier interet
    emploi travail embauche job
    recruter recrutement
    penurie manque manquer insuffisant
    entreprise pme entrepreneur
    benevole benevolat volontaire
    partenariat cooperation cooperer collaboration collaborer
    jumelage jumeler
    echange echanger
    delegation delegue
    langue linguistique
    interprete traducteur traduction traduire interpretariat
    reduire diminuer limiter freiner supprimer baisser eviter empecher reduction
    augmenter accroitre hausse accroissement
    proteger protection preserver preservation sauvegarder conserver sauver conservation
    entretenir entretien entretenu entretient entretiennent
    participer participation associer impliquer implication
    consulter consultation concertation
    voter vote election electoral electeur
    apprendre appris apprennent apprenez lecon
    former formation
    informer information communiquer communication
    sensibiliser sensibilisation convaincre
    accueillir accueil
    revenir retour reviennent revient retourner
    vivre vivent vie
    quitter exode
    visiter visite
    indicateur mesurer evaluer evaluation
    progres avancement avancee progresser
    accessible acces accessibilite acceder
    energie energetique
    solaire photovoltaique
    eolien eolienne
    carbone co2 emission ges
    pollution polluer polluant
    bruit sonore bruyant
    renovation renover rehabilitation
    climat climatique
    campagne rural zone
    quartier banlieue
    diapo diapositive slide
    utile efficace fonctionner efficacite
    elu conseil conseiller
    decision decider
    loi legislation reglementation reglement
    interdire interdiction
    obligatoire obligation obliger
    securite securiser
    violence violent harcelement
    continuer poursuivre perdurer
    commencer debuter debut
    choisir selectionner choix selection choisit choisi choisissez
    rester garder retenir fixer
    voyage voyager sejour partir depart
    salaire payer paye remuneration salarial paie
    pourcentage proportion taux
    recuperer recuperation collecter collecte ramassage
    ouvrir ouverture ouvert
    fermer fermeture
    acheter achat
    vendre vente
    organiser organisation
    creer creation lancer lancement
    diffuser diffusion partager partage
    proche proximite voisin
    rue voirie route
    nuit nocturne
    terminer finir finit fini
    changer impact effet consequence influence influencer
    resultat bilan
    difficulte obstacle
    erreur echec
    arbre planter plantation
    foret boise forestier
    nature naturel biodiversite
    animal animaux
    micro sono
    pause entracte
    plan programme politique strategie projet
"""
