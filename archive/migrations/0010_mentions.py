import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0009_reprints'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wikidata', models.CharField(blank=True, max_length=20, verbose_name='维基数据')),
                ('viaf', models.CharField(blank=True, max_length=22, verbose_name='VIAF')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='单位')),
                ('also', models.JSONField(blank=True, default=list, verbose_name='又称')),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'ordering': ('slug',),
            },
        ),
        migrations.AddField(
            model_name='article',
            name='named',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='person',
            name='viaf',
            field=models.CharField(blank=True, max_length=22, verbose_name='VIAF'),
        ),
        migrations.AddField(
            model_name='person',
            name='wikidata',
            field=models.CharField(blank=True, max_length=20, verbose_name='维基数据'),
        ),
        migrations.AddField(
            model_name='tag',
            name='wikidata',
            field=models.CharField(blank=True, max_length=20, verbose_name='维基数据'),
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', '人物'), ('organisation', '单位'), ('place', '地点')], max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('source', models.CharField(choices=[('program', '程序识别'), ('editor', '编辑认定')], default='program', max_length=7)),
                ('count', models.PositiveIntegerField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='archive.article')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='archive.person')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='archive.place')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='archive.organisation')),
            ],
            options={
                'ordering': ('article', 'kind', '-count', 'name'),
                'indexes': [models.Index(fields=['kind', 'name', 'article'], name='mention_by_name')],
                'constraints': [models.UniqueConstraint(fields=('article', 'kind', 'name'), name='mentioned_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'place'), ('place__isnull', False)), models.Q(models.Q(('kind', 'place'), _negated=True), ('place__isnull', True)), _connector='OR'), name='only_places_have_a_place')],
            },
        ),
    ]
