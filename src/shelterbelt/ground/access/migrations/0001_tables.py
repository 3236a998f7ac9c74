import django.db.models.deletion
import django.db.models.functions.text
import shelterbelt.ground.access.roles
import shelterbelt.ground.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(default=shelterbelt.ground.clock.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='account_email_once')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('operator', 'operator'), ('programme_lead', 'programme_lead'), ('programme_staff', 'programme_staff'), ('panellist', 'panellist'), ('participant', 'participant')], max_length=40)),
                ('organisation', models.UUIDField(blank=True, null=True)),
                ('starts_at', models.DateTimeField(default=shelterbelt.ground.clock.now)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), ('role__in', [shelterbelt.ground.access.roles.Role['OPERATOR']])), models.Q(('organisation__isnull', False), models.Q(('role__in', [shelterbelt.ground.access.roles.Role['OPERATOR']]), _negated=True)), _connector='OR'), name='grant_organisation_fits_role'), models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('account', 'role', 'organisation'), name='grant_once_while_it_lasts', nulls_distinct=False)],
            },
        ),
    ]
