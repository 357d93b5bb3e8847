import archive.models.article_parts
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0002_counting_indexes'),
    ]

    # editions are made from an empty database: there are no rows to carry over
    operations = [
        migrations.RemoveField(model_name='article', name='tags'),
        migrations.CreateModel(
            name='Tagging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveSmallIntegerField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taggings', to='archive.article')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taggings', to='archive.tag')),
            ],
            options={
                'ordering': ('article', 'sequence'),
            },
            bases=(archive.models.article_parts.Part, models.Model),
        ),
        migrations.AddField(
            model_name='article',
            name='tags',
            field=models.ManyToManyField(blank=True, related_name='articles', through='archive.Tagging', to='archive.tag'),
        ),
        migrations.AddConstraint(
            model_name='tagging',
            constraint=models.UniqueConstraint(fields=('article', 'sequence'), name='one_tag_per_position'),
        ),
        migrations.AddConstraint(
            model_name='tagging',
            constraint=models.UniqueConstraint(fields=('tag', 'article'), name='tagged_once'),
        ),
    ]
