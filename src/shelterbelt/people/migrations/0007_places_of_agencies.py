"""Texts of agencies can be held too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_complaint_care")]

    operations = [
        migrations.AlterField(
            model_name="heldtext",
            name="place",
            field=models.CharField(
                choices=[
                    ("application.motivation", "why someone applies"),
                    ("application.access_needs", "what someone needs to take part"),
                    ("review.remark", "a reviewer's remark"),
                    ("complaint.words", "a complaint"),
                    ("confirmation.words", "what a referee wrote"),
                    ("assessment.reason", "why a question does not apply, as one person wrote it"),
                    ("assessment.settled", "what an agency settled on a question"),
                    ("assessment.evidence", "what shows an answer"),
                    ("walk.note", "a note from a walk through a place"),
                    ("strategy.itself", "title, purpose and public words of a strategy"),
                    ("strategy.goal", "a goal of a strategy"),
                    ("strategy.action", "an action of a strategy"),
                    ("strategy.risk", "how a goal could do harm"),
                    ("strategy.progress", "how far an action is"),
                    ("strategy.sign_off", "what a survivor adviser said of a strategy"),
                ],
                max_length=30,
            ),
        ),
    ]
